#pragma once

#include "reconciler/model/claim.h"
#include "reconciler/model/entry.h"

namespace pgberth {

/// Claims, resolved and not blocked, that want different things of one object: a role with two
/// passwords, a database with two schema owners. One error for each pair, naming both lines.
Findings conflicts(const Claims& claims, const Entries& entries);

}  // namespace pgberth
