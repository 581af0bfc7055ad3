#pragma once

#include "reconciler/desired/discovery/hunt.h"

#include <string>
#include <vector>

namespace pgberth::discovery {

/// The environments that the applications of an ApplicationSet deploy, as far as its generators and
/// templates can be followed here. `manifest` is the text of the file that `root` stands in.
std::vector<FoundEnvironment> environments_of_set(const ValuePtr& root, const std::string& manifest,
                                                  Hunt& hunt);

}  // namespace pgberth::discovery
