#pragma once

#include "tests/support/harness.h"
#include <array>
#include <random>

namespace pgberth {

/// Some of all_claims(), drawn by `rng`.
Claims random_claims(std::mt19937& rng);

/// Fills the stores and the server with whatever may be there before a pass: parts of what
/// `claims` ask for, in any state of completion, and things that nobody claims.
void randomize(Harness& harness, const Claims& claims, std::mt19937& rng);

}  // namespace pgberth
