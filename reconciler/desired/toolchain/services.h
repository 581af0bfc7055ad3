#pragma once

#include "reconciler/desired/environment.h"
#include "reconciler/desired/toolchain/names.h"

#include <vector>

namespace pgberth::toolchain {

/// What all services ask for, in the order of their files and lines.
struct Wishes {
  std::vector<Wish> wishes{};
  Findings findings{};
  int files = 0;  ///< How many values files there were to look at.
};

/// The `dbs` of every `values.yaml` below the environment's folder, or of its files where it names
/// some. Left out with a note (N227) are templates and what lies in folders of base charts,
/// vendored charts, tests and fixtures.
///
/// `workers.<x>_values.dbs` is the list of that worker alone, which then asks under a name of its
/// own, "<service>:<x>"; a worker without one shares its service's.
Wishes wishes_of(const EnvironmentSettings& settings, Tree& tree);

}  // namespace pgberth::toolchain
