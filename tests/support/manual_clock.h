#pragma once

#include "reconciler/base/ports.h"

#include <chrono>
#include <mutex>

namespace pgberth {

/// A clock that moves only when told: sleeping advances it and returns at once.
class ManualClock : public Clock {
 public:
  std::chrono::steady_clock::time_point now() override {
    const std::lock_guard lock(mutex_);
    return std::chrono::steady_clock::time_point{} + passed_;
  }

  void sleep(std::chrono::milliseconds duration) override { advance(duration); }

  bool rest(std::chrono::milliseconds duration, const std::stop_token& stop) override {
    if (stop.stop_requested()) return false;
    advance(duration);
    return true;
  }

  /// A day in 2026, and what has gone by.
  std::chrono::system_clock::time_point wall() override {
    constexpr std::chrono::seconds day{1'790'000'000};
    return std::chrono::system_clock::time_point{day} + passed();
  }

  void advance(std::chrono::milliseconds duration) {
    const std::lock_guard lock(mutex_);
    passed_ += duration;
  }

  /// All the time that has gone by, slept or advanced.
  std::chrono::milliseconds passed() const {
    const std::lock_guard lock(mutex_);
    return passed_;
  }

 private:
  mutable std::mutex mutex_{};
  std::chrono::milliseconds passed_{0};
};

}  // namespace pgberth
