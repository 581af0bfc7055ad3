#pragma once

#include "reconciler/model/checkup.h"

#include <chrono>

namespace pgberth {

/// Whether a server's clock, which was read between `before` and `after` by ours, agrees with ours
/// well enough for certificates, tokens and passwords that end.
Check clock_check(std::chrono::sys_time<std::chrono::duration<double>> server,
                  std::chrono::system_clock::time_point before,
                  std::chrono::system_clock::time_point after);

}  // namespace pgberth
