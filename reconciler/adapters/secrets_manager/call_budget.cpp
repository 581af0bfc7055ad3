#include "reconciler/adapters/secrets_manager/call_budget.h"

#include <algorithm>

namespace pgberth {
namespace {

constexpr double kSlowest = 1;
constexpr double kSlower = 0.7;  ///< After a refusal.
constexpr double kFaster = 0.5;  ///< More calls a second after each answer.

}  // namespace

CallBudget::CallBudget(unsigned per_second, Clock& clock)
    : most_(std::max(1.0, static_cast<double>(per_second))),
      rate_(most_),
      tokens_(most_),
      clock_(clock),
      filled_(clock.now()) {}

void CallBudget::fill() {
  const auto now = clock_.now();
  const std::chrono::duration<double> gone = now - filled_;
  tokens_ = std::min(tokens_ + gone.count() * rate_, most_);
  filled_ = now;
}

/// Who comes while there is no token takes one of those to come, and waits for it.
void CallBudget::take() {
  std::chrono::duration<double> wait{0};
  {
    const std::lock_guard lock(busy_);
    fill();
    tokens_ -= 1;
    if (tokens_ < 0) wait = std::chrono::duration<double>(-tokens_ / rate_);
  }
  if (wait.count() > 0) clock_.sleep(std::chrono::ceil<std::chrono::milliseconds>(wait));
}

void CallBudget::refused() {
  const std::lock_guard lock(busy_);
  fill();
  rate_ = std::max(rate_ * kSlower, kSlowest);
  tokens_ = std::min(tokens_, 1.0);
}

void CallBudget::answered() {
  const std::lock_guard lock(busy_);
  fill();
  rate_ = std::min(rate_ + kFaster, most_);
}

}  // namespace pgberth
