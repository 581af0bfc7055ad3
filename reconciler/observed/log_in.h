#pragma once

#include "reconciler/base/ports.h"
#include "reconciler/model/server.h"
#include "reconciler/observed/refused_logins.h"

namespace pgberth {

/// A login that is to be tried, and what is known of its role.
struct LoginTry {
  const LoginOf& of;
  const Secret& password;
  const RoleSeen& role;
};

/// What the server answers to a login; one that was refused a while ago and would be again is not
/// tried (`refused`; nullptr: nothing is remembered).
LoginSeen log_in(DatabaseServer& server, const LoginTry& login, RefusedLogins* refused,
                 Clock& clock);

}  // namespace pgberth
