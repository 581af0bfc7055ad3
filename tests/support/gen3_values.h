#pragma once

#include <string>
#include <vector>

namespace pgberth {

/// Values of gen3 in local mode that ask for these services and no others, each with a database and
/// a user of its own name and the suffix.
std::string gen3_values(const std::vector<std::string>& services, const std::string& suffix = "");

}  // namespace pgberth
