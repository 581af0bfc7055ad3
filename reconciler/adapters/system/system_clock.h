#pragma once

#include "reconciler/base/ports.h"

namespace pgberth {

/// The machine's own clocks.
class SystemClock : public Clock {
 public:
  std::chrono::steady_clock::time_point now() override;
  void sleep(std::chrono::milliseconds duration) override;
  bool rest(std::chrono::milliseconds duration, const std::stop_token& stop) override;
  std::chrono::system_clock::time_point wall() override;
};

}  // namespace pgberth
