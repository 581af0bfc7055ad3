#include "reconciler/report/progress.h"

#include "reconciler/report/describe.h"
#include "reconciler/report/escape.h"

#include <algorithm>
#include <ostream>

namespace pgberth {
namespace {

constexpr std::size_t kBarWidth = 24;
constexpr std::size_t kNameWidth = 40;
constexpr std::string_view kEraseLine = "\r\x1b[K";

std::string bar(std::size_t ended, std::size_t total) {
  const std::size_t filled = total == 0 ? 0 : std::min(kBarWidth, kBarWidth * ended / total);
  return "[" + std::string(filled, '#') + std::string(kBarWidth - filled, '.') + "]";
}

}  // namespace

ProgressBar::~ProgressBar() {
  if (ended_ != 0) terminal_ << kEraseLine << std::flush;
}

void ProgressBar::begins(const Plan& plan) {
  for (const Job& job : plan.jobs) total_ += job.steps.size();
}

void ProgressBar::ended(const Job& job, const Step& step, const Outcome& outcome) {
  (void)job;
  ++ended_;
  if (outcome.result == StepResult::Failed) ++failed_;
  const StepWords words = describe(step.action);
  std::string name = printable(words.name);
  while (columns(name) > kNameWidth) name.pop_back();
  terminal_ << kEraseLine << (total_ == 0 ? "" : paint_.green(bar(ended_, total_)) + " ") << ended_
            << (total_ == 0 ? "" : "/" + std::to_string(total_)) << "  " << words.kind << " "
            << name;
  if (failed_ != 0) terminal_ << "  " << paint_.red(std::to_string(failed_) + " failed");
  terminal_ << std::flush;
}

}  // namespace pgberth
