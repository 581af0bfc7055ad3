#include "reconciler/observed/refused_logins.h"

namespace pgberth {

std::optional<LoginSeen> RefusedLogins::answer(const LoginOf& login, const Secret& password,
                                               const RoleSeen& seen, Time now) const {
  const std::lock_guard lock(busy_);
  const auto found = refused_.find(login);
  if (found == refused_.end()) return std::nullopt;
  const Refused& known = found->second;
  const bool same = same_bytes(known.password, password) && known.seen == seen;
  if (!same || now - known.at >= rest_) return std::nullopt;
  return known.answer;
}

void RefusedLogins::refused(const LoginOf& login, const Secret& password, const RoleSeen& seen,
                            const LoginSeen& answer, Time now) {
  const std::lock_guard lock(busy_);
  refused_[login] = {.password = password.duplicate(), .seen = seen, .answer = answer, .at = now};
}

void RefusedLogins::leave_alone_for(std::chrono::milliseconds rest) {
  const std::lock_guard lock(busy_);
  rest_ = rest;
}

void RefusedLogins::forget(const ServerId& server) {
  const std::lock_guard lock(busy_);
  std::erase_if(refused_, [&](const auto& item) { return item.first.server == server; });
}

void RefusedLogins::forget() {
  const std::lock_guard lock(busy_);
  refused_.clear();
}

}  // namespace pgberth
