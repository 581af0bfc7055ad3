#pragma once

#include "reconciler/base/result.h"

#include <string>
#include <vector>

namespace pgberth {

/// The values files that `arguments` name: a file is itself, a folder stands for the `*.yaml` and
/// `*.yml` files in it (not below it), in the order of their names.
/// Errors: FileMissing for a folder without any, BadOption for a URI among them. A file that is
/// not there is left to who reads it.
Result<std::vector<std::string>> value_files(const std::vector<std::string>& arguments);

}  // namespace pgberth
