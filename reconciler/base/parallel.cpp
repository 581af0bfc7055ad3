#include "reconciler/base/parallel.h"

#include "reconciler/base/wiped_stack.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace pgberth {

void parallel_for(std::size_t count, std::size_t at_once,
                  const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto worker = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::scoped_lock lock(mutex);
        if (failure == nullptr) failure = std::current_exception();
      }
    }
    wipe_stack();
  };
  {
    std::vector<std::jthread> helpers;
    const std::size_t threads = std::min(count, at_once);
    for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back(worker);
    worker();
  }
  if (failure != nullptr) std::rethrow_exception(failure);
}

}  // namespace pgberth
