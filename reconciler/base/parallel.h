#pragma once

#include <cstddef>
#include <functional>

namespace pgberth {

/// Calls `work(i)` for every i in [0, count), at most `at_once` at a time, and returns when all
/// have ended. If calls throw, the rest still run and the first exception is thrown again here.
void parallel_for(std::size_t count, std::size_t at_once,
                  const std::function<void(std::size_t)>& work);

}  // namespace pgberth
