#pragma once

#include "reconciler/base/result.h"
#include "reconciler/base/secret.h"

#include <string>

namespace pgberth {

/// The bytes of a small file of credentials; `what` names its part in errors. Errors: BadSource.
Result<Secret> credential_file(const std::string& file, const std::string& what);

/// The same without the line feed at its end. An empty one is BadSource.
Result<Secret> credential_line(const std::string& file, const std::string& what);

}  // namespace pgberth
