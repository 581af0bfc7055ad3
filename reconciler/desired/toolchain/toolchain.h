#pragma once

#include "reconciler/desired/environment.h"

namespace pgberth::toolchain {

/// What the `dbs` lists of the services below the environment's folder ask for, together with the
/// lists in its options: one claim for each namespace and database, which all services of the
/// namespace share, and one for each simple database.
///
/// Options that cannot be understood leave the environment without claims; a values file that
/// cannot be read leaves out only what it would have asked for.
Desired read(const EnvironmentSettings& settings, Tree& tree);

/// All services that list databases, as one environment.
std::vector<FoundFolder> folders(const std::vector<YamlOutline>& files);

}  // namespace pgberth::toolchain
