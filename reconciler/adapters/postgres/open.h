#pragma once

#include "reconciler/base/ports.h"
#include "reconciler/base/result.h"
#include "reconciler/model/world.h"

#include <memory>

namespace pgberth {

/// The server at `uri` (libpq's form), with what it leaves out taken from `otherwise`. Contacts
/// nobody. The database in the URI does not count. Without `sslmode` the certificate is verified in
/// full. Errors: ServerNotListed when the URI cannot be understood, without repeating it.
Result<std::unique_ptr<DatabaseServer>> open_postgres(const Secret& uri,
                                                      const AdminLogin& otherwise, Clock& clock,
                                                      Entropy& entropy);

}  // namespace pgberth
