#include "reconciler/service/journal.h"

#include <utility>

namespace pgberth {

void Journal::write(const std::string& line) {
  const std::scoped_lock lock(mutex_);
  sink_(line);
}

void Journal::step(const Job& job, const Step& step, const Outcome& outcome) {
  write(step_line(clock_.wall(), job, step, outcome));
}

void Journal::pass(const PassFigures& figures) {
  write(pass_line(clock_.wall(), figures));
}

void Journal::event(std::string_view event, const std::string& text) {
  write(event_line(clock_.wall(), event, text));
}

void Journal::findings(const std::string& subject, const Findings& now) {
  const std::scoped_lock lock(mutex_);
  const LogTime time = clock_.wall();
  std::set<Finding> current(now.begin(), now.end());
  std::set<Finding>& known = known_[subject];
  for (const Finding& finding : current)
    if (!known.contains(finding)) sink_(finding_line(time, finding, false));
  for (const Finding& finding : known)
    if (!current.contains(finding)) sink_(finding_line(time, finding, true));
  if (current.empty())
    known_.erase(subject);
  else
    known = std::move(current);
}

void Journal::keep(const std::set<std::string>& subjects) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(known_, [&](const auto& item) { return !subjects.contains(item.first); });
}

}  // namespace pgberth
