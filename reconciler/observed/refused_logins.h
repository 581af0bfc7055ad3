#pragma once

#include "reconciler/base/secret.h"
#include "reconciler/model/catalogue.h"

#include <chrono>
#include <compare>
#include <map>
#include <mutex>
#include <optional>

namespace pgberth {

/// Whose login to what.
struct LoginOf {
  ServerId server;
  DatabaseName database;
  RoleName role;
  RoleName set_role{};

  auto operator<=>(const LoginOf&) const = default;
};

/// Logins that a server refused: who tries them over and over looks like an attacker and is locked
/// out. The password is kept beside the answer, as another one is worth a try at once. Thread-safe.
class RefusedLogins {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// What was answered, when this login was refused with this password to a role that looked like
  /// `seen`, and the time for another try has not come.
  std::optional<LoginSeen> answer(const LoginOf& login, const Secret& password,
                                  const RoleSeen& seen, Time now) const;

  void refused(const LoginOf& login, const Secret& password, const RoleSeen& seen,
               const LoginSeen& answer, Time now);

  /// How long a refused login is left alone from now on when nothing changes that can be seen.
  void leave_alone_for(std::chrono::milliseconds rest);

  /// Something changed: each login, or each one on `server`, is worth another try.
  void forget();
  void forget(const ServerId& server);

 private:
  struct Refused {
    Secret password{};
    RoleSeen seen{};
    LoginSeen answer{};
    Time at{};
  };

  mutable std::mutex busy_{};
  std::chrono::milliseconds rest_{0};
  std::map<LoginOf, Refused> refused_{};
};

}  // namespace pgberth
