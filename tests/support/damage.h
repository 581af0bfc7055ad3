#pragma once

#include <random>
#include <string>
#include <string_view>

namespace pgberth::testing {

/// `whole` with one to four bytes changed, dropped or put in, or a stretch repeated: as a file
/// looks after a slip of the hand, or of somebody who means harm.
std::string damaged(std::string_view whole, std::mt19937& random);

}  // namespace pgberth::testing
