#pragma once

#include "reconciler/base/shared.h"

#include <compare>
#include <string>
#include <utility>

namespace pgberth {

/// A string that knows what it names: a DatabaseName is never taken for a RoleName. A claim's names
/// stand in many steps, so copies share the text.
template <class Tag>
class Name {
 public:
  Name() = default;
  explicit Name(std::string text) : text_(std::move(text)) {}

  const std::string& str() const { return *text_; }
  bool empty() const { return text_->empty(); }

  auto operator<=>(const Name&) const = default;

 private:
  Shared<std::string> text_{};
};

using DatabaseName = Name<struct DatabaseTag>;
using RoleName = Name<struct RoleTag>;
using ServiceName = Name<struct ServiceTag>;
using EnvironmentName = Name<struct EnvironmentTag>;
using ServerId = Name<struct ServerTag>;  ///< One per server that an environment speaks of.
using ClaimId = Name<struct ClaimTag>;    ///< "<environment>/<what the dialect calls it>".

}  // namespace pgberth
