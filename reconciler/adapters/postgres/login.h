#pragma once

#include "reconciler/adapters/postgres/server_address.h"
#include "reconciler/model/catalogue.h"

namespace pgberth {

/// Tries to log in as `role` at `address`, whatever its admin is, and to become `set_role` when
/// that is not empty. One try.
LoginSeen try_login(const ServerAddress& address, const DatabaseName& database,
                    const RoleName& role, const Secret& password, const RoleName& set_role);

}  // namespace pgberth
