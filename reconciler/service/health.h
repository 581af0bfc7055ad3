#pragma once

#include "reconciler/base/ports.h"

#include <atomic>
#include <chrono>

namespace pgberth {

/// What probes ask. Neither answer depends on a server, a store or the source: a process that can
/// only wait for them is well. Thread-safe.
class Health {
 public:
  Health(Clock& clock, std::chrono::milliseconds patience)
      : clock_(clock), patience_(patience), beat_(clock.now().time_since_epoch()) {}

  /// The loop went round.
  void beat() { beat_ = clock_.now().time_since_epoch(); }
  void evaluated() { evaluated_ = true; }

  /// How long a round that is well may take, from now on.
  void expect(std::chrono::milliseconds patience) { patience_ = patience; }

  bool live() const { return clock_.now().time_since_epoch() - beat_.load() < patience_.load(); }

  /// Settings were read and every environment was tried once.
  bool ready() const { return evaluated_; }

 private:
  Clock& clock_;
  std::atomic<std::chrono::milliseconds> patience_;
  std::atomic<std::chrono::steady_clock::duration> beat_;
  std::atomic<bool> evaluated_ = false;
};

}  // namespace pgberth
