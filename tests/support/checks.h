#pragma once

#include "reconciler/model/checkup.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// "about: cure" of all that is not fine.
inline std::vector<std::string> lacks(const std::vector<Check>& checks) {
  std::vector<std::string> told;
  for (const Check& check : checks)
    if (check.verdict != Verdict::Fine) told.push_back(check.about + ": " + check.cure);
  return told;
}

/// The same of what keeps something from being done.
inline std::vector<std::string> missing(const std::vector<Check>& checks) {
  std::vector<Check> kept = checks;
  std::erase_if(kept, [](const Check& check) { return check.verdict == Verdict::Optional; });
  return lacks(kept);
}

/// The check that is about that, or nullptr.
inline const Check* find(const std::vector<Check>& checks, std::string_view about) {
  const auto found = std::ranges::find(checks, about, &Check::about);
  return found == checks.end() ? nullptr : &*found;
}

}  // namespace pgberth
