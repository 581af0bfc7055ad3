#pragma once

#include "reconciler/apply/pass.h"
#include "reconciler/model/world.h"

namespace pgberth {

/// What stores tell about the entries of credentials that lack something or do not log in (W337).
/// Entries that are as they should be are not asked about, nor those that did not move.
Findings circumstances(const PassReport& report, World& world);

}  // namespace pgberth
