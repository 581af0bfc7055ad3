#pragma once

#include "reconciler/base/ports.h"

#include <chrono>
#include <mutex>

namespace pgberth {

/// How many calls a second are made: a bucket of tokens, one for each call, that holds those of a
/// second. AWS counts the calls of an account together, so who is refused slows down, and comes
/// back step by step. Thread-safe.
class CallBudget {
 public:
  CallBudget(unsigned per_second, Clock& clock);

  /// Waits until there is a token, and takes it.
  void take();

  void refused();
  void answered();

 private:
  void fill();

  double most_;
  double rate_;
  double tokens_;
  Clock& clock_;
  std::mutex busy_{};
  std::chrono::steady_clock::time_point filled_;
};

}  // namespace pgberth
