#pragma once

#include "reconciler/base/result.h"

#include <string>
#include <vector>

namespace pgberth {

/// An error about the file or folder at `path`: its name in quotes, then `what`.
Error path_error(Code code, const std::string& path, const std::string& what,
                 const std::string& hint);

/// The names that `path` is made of, from the root; none for "". A "." and a last slash are passed
/// over. Errors: FileUnreadable (absolute, "..", an empty name, a NUL), TreeTooLarge (too deep).
Result<std::vector<std::string>> parts_of(const std::string& path);

/// The names with slashes between them.
std::string path_of(const std::vector<std::string>& parts);

}  // namespace pgberth
