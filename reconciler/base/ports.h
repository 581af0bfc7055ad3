#pragma once

#include "reconciler/base/secret.h"

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string_view>

namespace pgberth {

/// Time as the program sees it. Tests advance it by hand.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::chrono::steady_clock::time_point now() = 0;
  virtual void sleep(std::chrono::milliseconds duration) = 0;

  /// Sleeps until `duration` is over or `stop` asks for an end; whether it was slept in full.
  virtual bool rest(std::chrono::milliseconds duration, const std::stop_token& stop) = 0;

  /// The time of day, for what is written down.
  virtual std::chrono::system_clock::time_point wall() = 0;
};

/// Where passwords come from. Thread-safe.
class Entropy {
 public:
  virtual ~Entropy() = default;

  /// `length` characters, each drawn evenly from `alphabet` (at most 256 different bytes).
  virtual Secret text(std::string_view alphabet, std::size_t length) = 0;

  /// Evenly in [0, bound); 0 when bound is 0. For jitter, not for secrets.
  virtual std::size_t below(std::size_t bound) = 0;
};

}  // namespace pgberth
