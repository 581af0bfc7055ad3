#pragma once

#include "reconciler/cli/commands.h"

#include <string_view>

namespace pgberth {

/// Runs `run`: the service, until a signal ends it, or one round of it. Answers the exit code.
/// Errors: there are no settings, or the address is taken.
Result<int> serve(const Options& options, const Parts& parts, const Setting& setting,
                  std::string_view version);

}  // namespace pgberth
