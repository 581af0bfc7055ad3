#pragma once

#include "reconciler/model/claim.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pgberth {

/// The lines of values files that may be shown below a finding. A line that holds a secret, or
/// might, is never given: one with a known secret constant on it, one whose key or text speaks of
/// a credential, one with a URL that has a user in it, one with an anchor or an alias, and one that
/// continues another. When a file could not be read to its end, which constants are secret is not
/// known, and there are no lines at all.
class SourceLines {
 public:
  /// The bytes of a file, or nothing when it cannot be read.
  using Reader = std::function<std::optional<std::string>(const std::string& file)>;

  SourceLines(Reader reader, const Desired& desired);

  /// The line at `pos`, unescaped; nothing when there is none or it must not be shown.
  std::optional<std::string> line(const SourcePos& pos);

 private:
  const std::vector<std::string>& lines_of(const std::string& file);

  Reader reader_;
  bool secrets_known_ = true;
  std::set<std::pair<std::string, int>> secret_{};
  std::map<std::string, std::vector<std::string>> files_{};
};

}  // namespace pgberth
