#pragma once

#include "reconciler/base/result.h"
#include "reconciler/base/secret.h"

#include <functional>

namespace pgberth {

/// Reads a secret that settings name, when it is needed. Error: it cannot be had, with the place in
/// the settings that names it.
using SecretReader = std::function<Result<Secret>()>;

}  // namespace pgberth
