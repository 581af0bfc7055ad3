#pragma once

#include "reconciler/apply/pass.h"
#include "reconciler/report/look.h"

#include <iosfwd>

namespace pgberth {

/// What a pass will do, or did: a line for each step, a line for each credential that does not
/// simply stand, the findings, and last the summary.
void write_changes(const PassReport& report, const Look& look, std::ostream& out);

}  // namespace pgberth
