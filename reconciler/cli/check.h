#pragma once

#include "reconciler/cli/commands.h"
#include "reconciler/report/check.h"

namespace pgberth {

/// Runs `check`: tells what one commit asks for otherwise than another, offline, and answers the
/// exit code. Errors: what is asked for cannot be begun (options, commits, the repository).
Result<int> run_check(const Options& options, const Parts& parts, const Setting& setting);

/// 0: databases stay as they are; 1: they change; 2: something could not be evaluated, or a finding
/// is new that `fail_on` names. What was there before never fails.
int exit_code_of_check(const CheckReport& report, FailOn fail_on);

}  // namespace pgberth
