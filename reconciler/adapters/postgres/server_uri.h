#pragma once

#include "reconciler/adapters/postgres/server_address.h"
#include "reconciler/base/result.h"
#include "reconciler/model/world.h"

namespace pgberth {

/// The address that a libpq URI names, and for each part on which it is silent what `otherwise`
/// says; TLS is verified unless `sslmode` says otherwise. The URI's database is not used: which
/// databases are worked in is the plan's to say.
/// Error BadOption, without a word of the URI, which may hold a password.
Result<ServerAddress> server_address(const Secret& uri, const AdminLogin& otherwise);

}  // namespace pgberth
