#pragma once

#include "reconciler/desired/environment.h"
#include "reconciler/desired/gen3/fields.h"
#include "reconciler/desired/gen3/mode.h"
#include "reconciler/model/claim.h"

namespace pgberth::gen3 {

/// What decides about a credential besides the service's values.
struct CredentialContext {
  const EnvironmentSettings& settings;
  const Facts& facts;
  Mode mode;  ///< As it is served: Pull becomes Push when the operator wants that.
  const Document& admin;
};

/// The credential of a service. Born from values: names default to `<service>_<release>`, the port
/// is the service's own, the host the service's, else the master's, else what the master secret
/// says. Not born here (Pull, Unserved): every field is what the entry says.
Document credential_of(Fields& fields, const CredentialContext& context, GivenSecrets& given);

}  // namespace pgberth::gen3
