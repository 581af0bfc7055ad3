#pragma once

#include "reconciler/base/name.h"
#include "reconciler/base/ports.h"

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

namespace pgberth {

/// How long to wait, and the most that it grows to after failures.
struct Pace {
  std::chrono::milliseconds interval{};
  std::size_t jitter = 0;  ///< Per cent of a wait that chance may take from it.
  std::chrono::milliseconds longest{};
};

/// The interval, doubled for each of `failures` up to the longest, and by chance somewhat less, so
/// that many who wait do not come at once. It is never longer than that.
std::chrono::milliseconds wait_after(std::size_t failures, const Pace& pace, Entropy& entropy);

/// Who failed, and until when to leave it alone. A name is an environment's or the source's.
class Timetable {
 public:
  using Time = std::chrono::steady_clock::time_point;

  bool rests(const std::string& name, Time now) const;

  /// The first failure costs nothing more than the interval.
  void failed(const std::string& name, Time now, const Pace& pace, Entropy& entropy);
  void succeeded(const std::string& name);

  /// Something changed: nobody but `name` is left alone any longer.
  void forgive_all_but(const std::string& name);
  std::size_t failures(const std::string& name) const;

 private:
  struct Row {
    std::size_t failures = 0;
    Time until{};
  };
  std::map<std::string, Row> rows_{};
};

}  // namespace pgberth
