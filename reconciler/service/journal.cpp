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

void Journal::finding(const Finding& finding, bool gone) {
  write(finding_line(clock_.wall(), finding, gone));
}

}  // namespace pgberth
