#pragma once

#include "reconciler/apply/pass.h"
#include "reconciler/service/timetable.h"
#include "reconciler/settings/run_settings.h"

#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// How often settings want things to be tried.
Pace pace_of(const RunSettings& run);

/// What the service leaves alone for a while because trying did not help: environments that failed,
/// a source that does not answer, jobs without effect. Thread-safe.
class Patience {
 public:
  Patience(Clock& clock, Entropy& entropy) : clock_(clock), entropy_(entropy) {}

  bool rests(const std::string& name);
  std::set<EnvironmentName> resting(const std::set<EnvironmentName>& among);
  void note(const std::string& name, bool went_well, const Pace& pace);

  /// Jobs that need not be tried now.
  std::vector<GivenUp> given_up();
  void give_up(std::vector<GivenUp> jobs, std::chrono::milliseconds rest);

  /// Values or settings are others: everything but the source is worth another try.
  void something_changed(const std::string& source);

 private:
  struct Vain {
    GivenUp what;
    Timetable::Time until;
  };

  Clock& clock_;
  Entropy& entropy_;
  std::mutex mutex_{};
  Timetable timetable_{};
  std::vector<Vain> vain_{};
};

}  // namespace pgberth
