#pragma once

#include "reconciler/base/error.h"

#include <atomic>
#include <optional>
#include <utility>

namespace pgberth {

/// A failure under a lock is that of all who wait for the lock: trying the same, one after another,
/// each would fare no better. `attempts()` is asked before the lock is taken, the rest under it.
class SharedFailure {
 public:
  int attempts() const { return failed_; }

  /// The failure, if there was one after `attempts` was asked.
  std::optional<Error> since(int attempts) const {
    return failed_ == attempts ? std::nullopt : last_;
  }

  void note(Error error) {
    last_ = std::move(error);
    ++failed_;
  }

 private:
  std::atomic<int> failed_ = 0;
  std::optional<Error> last_{};
};

}  // namespace pgberth
