#pragma once

#include "reconciler/base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace pgberth {

/// `text` as the name of one file: letters, digits, `_`, `-` and `.` stand for themselves, except a
/// leading dot; every other byte is `%` and two upper-case hexadecimal digits. No two texts share a
/// name, no name holds a slash, and none begins with a dot, so none is `.`, `..` or temporary.
/// Errors: EntryNameInvalid when `text` is empty, holds a NUL byte or becomes longer than the 255
/// bytes that a file name may have.
Result<std::string> component_of(std::string_view text);

/// The text whose component `name` is; nothing when component_of never makes such a name.
std::optional<std::string> text_of_component(std::string_view name);

}  // namespace pgberth
