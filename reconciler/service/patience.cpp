#include "reconciler/service/patience.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pgberth {

Pace pace_of(const RunSettings& run) {
  return {.interval = run.interval, .jitter = run.jitter, .longest = run.longest_backoff};
}

bool Patience::rests(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  return timetable_.rests(name, clock_.now());
}

std::set<EnvironmentName> Patience::resting(const std::set<EnvironmentName>& among) {
  std::set<EnvironmentName> names;
  std::ranges::copy_if(among, std::inserter(names, names.end()),
                       [&](const EnvironmentName& name) { return rests(name.str()); });
  return names;
}

void Patience::note(const std::string& name, bool went_well, const Pace& pace) {
  const std::scoped_lock lock(mutex_);
  if (went_well)
    timetable_.succeeded(name);
  else
    timetable_.failed(name, clock_.now(), pace, entropy_);
}

std::vector<GivenUp> Patience::given_up() {
  const std::scoped_lock lock(mutex_);
  const auto now = clock_.now();
  std::erase_if(vain_, [&](const Vain& one) { return one.until <= now; });
  std::vector<GivenUp> jobs;
  std::ranges::transform(vain_, std::back_inserter(jobs), &Vain::what);
  return jobs;
}

void Patience::give_up(std::vector<GivenUp> jobs, std::chrono::milliseconds rest) {
  const std::scoped_lock lock(mutex_);
  for (GivenUp& job : jobs) vain_.push_back({.what = std::move(job), .until = clock_.now() + rest});
}

void Patience::something_changed(const std::string& source) {
  const std::scoped_lock lock(mutex_);
  timetable_.forgive_all_but(source);
  vain_.clear();
}

}  // namespace pgberth
