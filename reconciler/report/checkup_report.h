#pragma once

#include "reconciler/apply/checkup.h"
#include "reconciler/report/look.h"

#include <string>

namespace pgberth {

// What `doctor` found. Names and what servers tell are anybody's, so each form escapes all text
// with its own escaper. Neither shows a secret.

/// By server and store a line for each check, and below it what cures it, ready to be pasted; then
/// errors and a line of numbers.
std::string checkup_text(const CheckupReport& report, const Look& look = {});

/// `pgberth/doctor/v1`.
std::string checkup_json(const CheckupReport& report);

}  // namespace pgberth
