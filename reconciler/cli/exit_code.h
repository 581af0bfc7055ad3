#pragma once

#include "reconciler/apply/checkup.h"
#include "reconciler/apply/pass.h"

namespace pgberth {

/// From which severity on findings alone make a command fail.
enum class FailOn { Errors, Warnings, Any };

/// 0: all is as asked for. 1: there are differences (`diff` only). 2: something failed, could not
/// be evaluated, or is a finding of the kind that `--fail-on` names.
inline constexpr int kAgreement = 0;
inline constexpr int kDifferences = 1;
inline constexpr int kFailure = 2;

/// Of commands that only read or show: `validate`, `show`.
int exit_code_of_reading(const Findings& findings, FailOn fail_on);

/// Of `show resolved|observed|plan`: also 2 when a credential or server could not be evaluated.
int exit_code_of_showing(const PassReport& report, FailOn fail_on);

/// Of `report`: as showing, and 2 when a server or a store could not be listed.
int exit_code_of_report(const PassReport& report, FailOn fail_on);

/// Of `diff`: as showing, and 1 when there are steps.
int exit_code_of_diff(const PassReport& report, FailOn fail_on);

/// Of `apply`: 0 when all that was planned is done or nothing was to do, never 1.
int exit_code_of_apply(const PassReport& report, FailOn fail_on);

/// Of `doctor`: 0 when nothing is missing, 1 when something is, 2 when something could not be
/// looked at.
int exit_code_of_doctor(const CheckupReport& report);

}  // namespace pgberth
