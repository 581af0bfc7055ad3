#pragma once

#include "reconciler/adapters/postgres/server_address.h"
#include "reconciler/base/name.h"
#include "reconciler/base/socket_watch.h"
#include "reconciler/model/catalogue.h"

namespace pgberth {

struct LoginWanted {
  const DatabaseName& database;
  const RoleName& role;
  const Secret& password;
  const RoleName& set_role;  ///< Whom to become then; empty: nobody.
};

/// Tries to log in at `address`, whatever its admin is. One try.
LoginSeen try_login(const ServerAddress& address, SocketWatch& watch, const LoginWanted& wanted);

}  // namespace pgberth
