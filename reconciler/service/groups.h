#pragma once

#include "reconciler/model/claim.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

using Group = std::set<EnvironmentName>;

/// Environments, and everything of theirs that others could have too: servers and entries.
struct Neighbours {
  Group names{};
  std::set<std::string> things{};

  /// Whether both have an environment, a server or an entry in common.
  bool meet(const Neighbours& other) const;
};

/// Those that have a server or an entry in common, by name. What stands between them is seen only
/// when they are evaluated together; those of different groups touch nothing of each other, so
/// their passes may run side by side and no server is in two of them.
std::vector<Neighbours> groups(const std::map<EnvironmentName, const Claims*>& asked);

}  // namespace pgberth
