#pragma once

#include "reconciler/desired/environment.h"
#include "reconciler/desired/gen3/fields.h"
#include "reconciler/model/claim.h"

namespace pgberth::gen3 {

/// The admin login of the server that a service's database is on, variable by variable as the
/// charts' job gets it: they need not come from one place, and the service's own host is never
/// looked at. Secret constants go to `given`.
///
///     password, host:  global.dev → the bundled server; master secret; global.postgres.master
///     username, port:  master secret; global.postgres.master
Document admin_of(Fields& fields, const EnvironmentSettings& settings, bool deploy,
                  GivenSecrets& given);

/// A stable name of the server that `admin` leads to: "prod/db.example.internal".
ServerId server_id(const EnvironmentName& environment, const Document& admin);

}  // namespace pgberth::gen3
