#pragma once

#include "reconciler/model/claim.h"

#include <string>

namespace pgberth::testing {

/// Where a value comes from, a constant with its line.
std::string listing(const Source& source);

/// Claims and findings as a person can check them line by line: every place with its key, what may
/// become of it and which line asked for it.
std::string listing(const Desired& desired);

}  // namespace pgberth::testing
