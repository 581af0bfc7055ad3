#pragma once

#include "reconciler/base/ports.h"

#include <chrono>
#include <optional>

namespace pgberth {

/// How often something is asked that gets no proper answer, and for how long in all. Waits double
/// and are shortened by chance; a server's own word about them (Retry-After) goes before.
struct Patience {
  int tries = 6;
  std::chrono::milliseconds first{100};
  std::chrono::milliseconds longest{3'000};
  std::chrono::milliseconds in_all{15'000};
  std::chrono::milliseconds each{30'000};  ///< For one answer; the HttpClient sees to it.
};

/// The waits between the tries of one call.
class Backoff {
 public:
  Backoff(Clock& clock, Entropy& entropy, const Patience& patience)
      : clock_(clock),
        entropy_(entropy),
        patience_(patience),
        deadline_(clock.now() + patience.in_all),
        wait_(patience.first) {}

  /// Waits for the next try, as long as `asked`, where a server asked for it. Whether there is one;
  /// else nothing was waited for.
  bool wait(std::optional<std::chrono::milliseconds> asked = std::nullopt);

 private:
  Clock& clock_;
  Entropy& entropy_;
  Patience patience_;
  std::chrono::steady_clock::time_point deadline_;
  std::chrono::milliseconds wait_;
  int made_ = 1;
};

}  // namespace pgberth
