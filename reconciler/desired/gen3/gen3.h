#pragma once

#include "reconciler/desired/environment.h"

namespace pgberth::gen3 {

/// What the values files of a gen3 environment, merged as Helm does, ask for: one claim for each
/// service that is on and has a database, with the server and the entries that its charts would
/// use.
Desired read(const EnvironmentSettings& settings, Tree& tree);

}  // namespace pgberth::gen3
