#pragma once

#include "reconciler/apply/pass.h"
#include "reconciler/report/look.h"

#include <string>

namespace pgberth {

/// What a pass will do, or did: a line for each step, a line for each credential that does not
/// simply stand, the findings, and last the summary.
std::string changes_text(const PassReport& report, const Look& look);

}  // namespace pgberth
