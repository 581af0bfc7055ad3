#pragma once

#include "reconciler/model/world.h"
#include "reconciler/plan/plan.h"

namespace pgberth {

/// What stores tell about the entries of credentials that lack something or do not log in (W337).
/// Entries that are as they should be are not asked about.
Findings circumstances(const Claims& resolved, const Plan& plan, World& world);

}  // namespace pgberth
