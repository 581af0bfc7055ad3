#pragma once

#include "reconciler/desired/environment.h"

namespace pgberth {

/// Whether both environments would ask for the same of the same files. Names and lines in manifests
/// do not count; the operator's own options do, and are the same only if they are one.
bool same_settings(const EnvironmentSettings& one, const EnvironmentSettings& other);

}  // namespace pgberth
