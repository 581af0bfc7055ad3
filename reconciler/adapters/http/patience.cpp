#include "reconciler/adapters/http/patience.h"

#include <algorithm>

namespace pgberth {

bool Backoff::wait(std::optional<std::chrono::milliseconds> asked) {
  using std::chrono::milliseconds;
  const auto jitter = static_cast<std::size_t>(wait_.count()) / 2;
  const milliseconds rest = asked.value_or(
      wait_ - milliseconds{static_cast<milliseconds::rep>(entropy_.below(jitter + 1))});
  if (made_ >= patience_.tries || clock_.now() + rest > deadline_) return false;
  clock_.sleep(rest);
  wait_ = std::min(wait_ * 2, patience_.longest);
  ++made_;
  return true;
}

}  // namespace pgberth
