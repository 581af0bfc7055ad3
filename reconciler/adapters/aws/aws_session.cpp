#include "reconciler/adapters/aws/aws_session.h"

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

using std::chrono::seconds;

/// AWS's own services hand out new credentials as long before the old ones end.
constexpr seconds kAhead = std::chrono::minutes{5};
constexpr seconds kBetween{5};  ///< Two tries for new ones while the old ones are good.

}  // namespace

bool AwsSession::is_over() const {
  const auto until = held_->until;
  return until && time_.now() >= *until;
}

Result<AwsSession::Held> AwsSession::drawn() {
  auto credentials = draw_();
  if (!credentials) {
    failure_.note(credentials.error());
    return std::move(credentials).error();
  }
  held_ = std::make_shared<const AwsCredentials>(*std::move(credentials));
  if (const auto until = held_->until) {
    const seconds left = std::max(*until - time_.now(), seconds{0});
    look_again_ = clock_.now() + left - std::min(kAhead, left / 3);
  }
  return held_;
}

Result<AwsSession::Held> AwsSession::current() {
  const int before = failure_.attempts();
  const std::lock_guard lock(busy_);
  if (held_ && (!held_->until || clock_.now() < look_again_)) return held_;
  const bool good = held_ && !is_over();
  auto failed = failure_.since(before);
  if (failed && !good) return *std::move(failed);
  const Held before_that = held_;
  auto fresh = failed ? Result<Held>(*std::move(failed)) : drawn();
  if (fresh || !good) return fresh;
  look_again_ = clock_.now() + kBetween;
  return before_that;
}

Result<AwsSession::Held> AwsSession::instead_of(const Held& refused) {
  const int before = failure_.attempts();
  const std::lock_guard lock(busy_);
  if (held_ && held_ != refused) return held_;
  if (auto failed = failure_.since(before)) return *std::move(failed);
  return drawn();
}

}  // namespace pgberth
