#pragma once

#include "reconciler/apply/pass.h"
#include "reconciler/service/standing.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace pgberth {

/// When something was: on the clock that never jumps, for ages, and on the one for people.
struct Moment {
  std::chrono::steady_clock::time_point steady{};
  std::chrono::system_clock::time_point wall{};
};

/// How one environment stands after its last evaluation.
struct EnvironmentFigures {
  StandingFigures standing{};
  std::optional<Moment> complete{};  ///< The last evaluation that was.
};

/// The figures of the service, in Prometheus' text format. Labels are words of the program and the
/// operator's names of environments, never text from values. Thread-safe.
class Metrics {
 public:
  explicit Metrics(std::string_view version);
  ~Metrics();

  void step(const Step& step, const Outcome& outcome);
  void pass(std::chrono::duration<double> seconds);
  void pull(bool succeeded);

  /// Replaces what was known of the environment; without a new time of completeness the old stays.
  void environment(const EnvironmentName& name, EnvironmentFigures figures);

  /// Replaces what was known of the findings about a part of the service.
  void part(const std::string& name, StandingFigures figures);

  /// Forgets environments that are not among `names`.
  void keep(const std::set<EnvironmentName>& names);

  /// What a scrape answers at `now`.
  std::string exposition(std::chrono::steady_clock::time_point now) const;

 private:
  struct Registered;
  std::unique_ptr<Registered> registered_;
};

}  // namespace pgberth
