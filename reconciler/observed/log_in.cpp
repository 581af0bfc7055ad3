#include "reconciler/observed/log_in.h"

#include <optional>
#include <utility>

namespace pgberth {

LoginSeen log_in(DatabaseServer& server, const LoginTry& login, RefusedLogins* refused,
                 Clock& clock) {
  const auto now = clock.now();
  if (refused != nullptr)
    if (auto answer = refused->answer(login.of, login.password, login.role, now))
      return *std::move(answer);
  LoginSeen seen =
      server.login(login.of.database, login.of.role, login.password, login.of.set_role);
  if (refused != nullptr && seen.answer == LoginAnswer::Refused)
    refused->refused(login.of, login.password, login.role, seen, now);
  return seen;
}

}  // namespace pgberth
