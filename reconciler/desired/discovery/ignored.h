#pragma once

#include "reconciler/desired/environment.h"

namespace pgberth::discovery {

/// What a sync of an application with this `spec` leaves of Secrets as it is: what
/// `ignoreDifferences` names, where the sync option RespectIgnoreDifferences=true makes the sync
/// itself heed it and not only the comparison. `at` stands where the spec names nothing.
SecretSync secret_sync(const ValuePtr& spec, const SourcePos& at);

}  // namespace pgberth::discovery
