#pragma once

#include "reconciler/desired/discovery/discovery.h"

#include <vector>

namespace pgberth::discovery {

/// The environments of folders: what the operator's patterns name, and what dialects recognise,
/// without those whose files `known` ones have already.
std::vector<FoundEnvironment> environments_of_folders(const std::vector<YamlOutline>& files,
                                                      const DiscoveryOptions& options,
                                                      const std::vector<FoundEnvironment>& known,
                                                      Findings& findings);

}  // namespace pgberth::discovery
