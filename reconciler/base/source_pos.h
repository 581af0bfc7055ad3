#pragma once

#include "reconciler/base/shared.h"

#include <compare>
#include <string>

namespace pgberth {

/// A place in a values file. Lines and columns count from 1; line 0 means "the file as a whole",
/// and an empty file name "no place".
struct SourcePos {
  Shared<std::string> file{};
  int line = 0;
  int column = 0;

  auto operator<=>(const SourcePos&) const = default;
  bool known() const { return !file->empty(); }
};

/// "values.yaml:12:7", "values.yaml", or "" when there is no place to name.
std::string to_string(const SourcePos& pos);

}  // namespace pgberth
