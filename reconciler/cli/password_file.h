#pragma once

#include "reconciler/base/result.h"
#include "reconciler/base/secret.h"

#include <string>

namespace pgberth {

/// The one line of the file at `path`, without its line break.
/// Error PasswordFile: it cannot be read, others than its owner may read or write it, it is empty,
/// larger than any password, or has more than one line.
Result<Secret> read_password_file(const std::string& path);

}  // namespace pgberth
