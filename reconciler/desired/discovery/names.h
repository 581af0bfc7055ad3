#pragma once

#include "reconciler/desired/discovery/discovery.h"

#include <vector>

namespace pgberth::discovery {

/// Sorts `environments` and makes their names differ: those that share one get what tells them
/// apart behind an `@` — the cluster, the namespace, or the folder they were found in — and a note.
void make_names_unique(std::vector<FoundEnvironment>& environments, Findings& findings);

}  // namespace pgberth::discovery
