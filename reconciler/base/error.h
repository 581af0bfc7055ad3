#pragma once

#include "reconciler/base/codes.h"
#include "reconciler/base/source_pos.h"

#include <string>
#include <utility>
#include <vector>

namespace pgberth {

/// Something that went wrong, told as a value: what, where, while doing what, and what to try.
/// Never holds a secret.
struct Error {
  Code code;
  std::string what;                    ///< One lower-case clause, no full stop, names in quotes.
  SourcePos where{};                   ///< The line of YAML to blame, when there is one.
  std::vector<std::string> context{};  ///< Innermost first: "reading values", "planning qa".
  std::string hint{};                  ///< A full sentence the reader can act on.

  bool operator==(const Error&) const = default;

  /// The same error with one more outer frame of context.
  [[nodiscard]] Error during(std::string activity) && {
    context.push_back(std::move(activity));
    return std::move(*this);
  }
};

}  // namespace pgberth
