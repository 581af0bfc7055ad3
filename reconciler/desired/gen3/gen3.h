#pragma once

#include "reconciler/desired/environment.h"
#include "reconciler/text/value.h"

namespace pgberth::gen3 {

/// What the merged values files of a gen3 environment ask for: one claim for each service that is
/// on and has a database, with the server and the entries that its charts would use.
Desired claims_of(const EnvironmentSettings& settings, const ValuePtr& values);

}  // namespace pgberth::gen3
