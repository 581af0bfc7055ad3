#pragma once

#include "reconciler/desired/environment.h"

namespace pgberth::phalanx {

/// What a Phalanx environment asks of its bundled Postgres: one claim for each `<x>_db` section,
/// with the Vault keys that the applications' secret rules make of its password. Files are found
/// below `settings.folder`, the root of the repository, in each of the layouts it has had.
/// Claims of an environment that switches Postgres off are listed with `selected` unset.
Desired read(const EnvironmentSettings& settings, Tree& tree);

/// An environment for each values-NAME.yaml that says its name, in a repository with a Postgres.
std::vector<FoundFolder> folders(const std::vector<YamlOutline>& files);

}  // namespace pgberth::phalanx
