#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/model/claim.h"

#include <string>
#include <vector>

namespace pgberth {

/// What a person may type to remove what `finding` says is left over, one statement each; empty
/// for other findings. The program only ever prints it: nothing else in it can remove anything.
std::vector<std::string> statements_for_a_person(const Finding& finding, const Claims& claims);

}  // namespace pgberth
