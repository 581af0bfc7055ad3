#pragma once

#include "reconciler/apply/pass.h"

#include <chrono>
#include <set>
#include <string>
#include <string_view>

namespace pgberth {

// One JSON object a line for a service's log, without a line break. Each has `time` (UTC), `level`
// and `event`; none holds a secret.

using LogTime = std::chrono::system_clock::time_point;

/// `step`: what it did, to what, why, for which line of values, and how it ended.
std::string step_line(LogTime at, const Job& job, const Step& step, const Outcome& outcome);

/// `finding`, or `finding_gone`: logged when one comes or goes, not as long as it stays.
std::string finding_line(LogTime at, const Finding& finding, bool gone);

/// What a pass over `environments` came to.
struct PassFigures {
  std::set<EnvironmentName> environments{};
  std::string commit{};  ///< "": folders.
  std::chrono::milliseconds took{};
  std::size_t claims = 0;
  std::size_t steps = 0;
  std::size_t findings = 0;
  bool complete = true;
};

/// `pass`.
std::string pass_line(LogTime at, const PassFigures& figures);

/// `event`, with a plain sentence.
std::string event_line(LogTime at, std::string_view event, const std::string& text);

}  // namespace pgberth
