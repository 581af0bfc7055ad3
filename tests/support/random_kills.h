#pragma once

#include <map>
#include <string>
#include <vector>

namespace pgberth {

/// Starts `command` so many times, kills it (SIGKILL) at a random moment of the first `window`
/// milliseconds, or of what a run that ended by itself took. How many did not end by themselves.
int kill_at_random_times(const std::vector<std::string>& command, int times, unsigned window,
                         const std::map<std::string, std::string>& environment = {});

}  // namespace pgberth
