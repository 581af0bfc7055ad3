#pragma once

#include "reconciler/model/claim.h"

#include <map>
#include <set>
#include <vector>

namespace pgberth {

/// Environments that have a server or an entry in common, by name. What stands between them is
/// seen only when they are evaluated together; those of different groups touch nothing of each
/// other, so their passes may run side by side and no server is in two of them.
std::vector<std::set<EnvironmentName>> groups(
    const std::map<EnvironmentName, const Claims*>& asked);

}  // namespace pgberth
