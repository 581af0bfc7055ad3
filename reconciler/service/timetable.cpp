#include "reconciler/service/timetable.h"

#include <algorithm>

namespace pgberth {

std::chrono::milliseconds wait_after(std::size_t failures, const Pace& pace, Entropy& entropy) {
  using std::chrono::milliseconds;
  constexpr std::size_t most_doublings = 20;
  milliseconds wait = pace.interval;
  const milliseconds longest = std::max(pace.longest, pace.interval);
  for (std::size_t i = 0; i < std::min(failures, most_doublings) && wait < longest; ++i)
    wait = std::min(wait * 2, longest);
  const auto spread = static_cast<std::size_t>(wait.count()) * pace.jitter / 100;
  return wait - milliseconds{static_cast<milliseconds::rep>(entropy.below(spread + 1))};
}

bool Timetable::rests(const std::string& name, Time now) const {
  const auto row = rows_.find(name);
  return row != rows_.end() && now < row->second.until;
}

void Timetable::failed(const std::string& name, Time now, const Pace& pace, Entropy& entropy) {
  Row& row = rows_[name];
  // Rounds come at the interval by themselves: only what is longer than one has to be waited for.
  row.until = row.failures == 0 ? now : now + wait_after(row.failures, pace, entropy);
  ++row.failures;
}

void Timetable::succeeded(const std::string& name) {
  rows_.erase(name);
}

void Timetable::forgive_all_but(const std::string& name) {
  std::erase_if(rows_, [&](const auto& row) { return row.first != name; });
}

std::size_t Timetable::failures(const std::string& name) const {
  const auto row = rows_.find(name);
  return row == rows_.end() ? 0 : row->second.failures;
}

}  // namespace pgberth
