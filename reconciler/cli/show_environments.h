#pragma once

#include "reconciler/cli/commands.h"

namespace pgberth {

/// Runs `show environments`: what discovery proposes for the folder that is named, a checkout of a
/// values repository, or for the one at hand. Reads only; no settings are needed.
/// Errors: options that it cannot have.
Result<int> show_environments(const Options& options, const Parts& parts, const Setting& setting);

}  // namespace pgberth
