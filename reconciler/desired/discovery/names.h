#pragma once

#include "reconciler/desired/discovery/discovery.h"

#include <vector>

namespace pgberth::discovery {

/// Sorts `environments` and makes their names differ: those that are called alike get behind an `@`
/// what they are told apart by — the cluster, the namespace, or the folder they were found in — and
/// a note. Applications for one cluster are told of, as Argo CD keeps one of a name (W829). What
/// nothing tells apart is not whole: which of them counts must not depend on their files' order.
void make_names_unique(std::vector<FoundEnvironment>& environments, Findings& findings);

}  // namespace pgberth::discovery
