#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/model/document.h"
#include "reconciler/text/value.h"

#include <optional>
#include <string>
#include <vector>

namespace pgberth::phalanx {

/// One `<x>_db: {user, db}` that is not switched off.
struct Section {
  std::string name;  ///< "exposure_checker_db".
  SourcePos at{};    ///< Its key.
  std::optional<Text> user{};
  std::optional<Text> database{};
  Findings findings{};  ///< What is wrong with it.

  /// "exposure_checker".
  std::string stem() const;

  /// The key of its password in the entry of Postgres.
  std::string password_key() const { return stem() + "_password"; }
};

/// The sections in the values of Postgres, in the layout that has them at the top and in the one
/// that has them below `postgres`. One that stands in both is told of (W226), and an error (E305)
/// where it says different things. `old` says whether the second is the layout to expect.
std::vector<Section> sections_of(const ValuePtr& values, bool old);

}  // namespace pgberth::phalanx
