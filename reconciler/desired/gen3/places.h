#pragma once

#include "reconciler/desired/environment.h"
#include "reconciler/desired/gen3/fields.h"
#include "reconciler/desired/gen3/mode.h"
#include "reconciler/model/claim.h"

#include <string>
#include <vector>

namespace pgberth::gen3 {

/// The two layouts there are, shared by all places of an environment.
struct Layouts {
  Shared<Layout> secret;  ///< `<service>-dbcreds`, and an entry that somebody else makes.
  Shared<Layout> pushed;  ///< The same keys, and `dbcreated` from birth.
  Shared<Layout> copied;  ///< The same as `secret`, where the charts render none.
};

/// A release of Helm renders the Secrets too.
Layouts layouts(const EnvironmentSettings& settings);

/// Where the credential of a service lives, the authority first.
///
///     Local         Secret `<service>-dbcreds`
///     Pull          entry in Secrets Manager, made by somebody else; the Secret mirrors it
///     Push          the same entry, born here when it is missing; the Secret mirrors it
///     PushAndLocal  the entry, born here, and a copy in the Secret
///
/// Where the operator says that nobody keeps mirrors in step (policy `mirror: copy`), the Secret is
/// a copy that pgberth makes.
///
///     Unserved      a Secret that mirrors what nobody here knows: there is no authority
std::vector<Place> places_of(Fields& fields, const EnvironmentSettings& settings, Mode mode,
                             const Layouts& layouts);

/// The keys that tell the service's pods that they may start: of the Secret, where the claim
/// `creates` anything; of the entry in Secrets Manager that External Secrets syncs to it, where the
/// pods wait for one.
std::vector<Mark> ready_marks(const std::vector<Place>& places, bool creates, bool waited_for);

/// That key of an authority that carries it from birth, because its store takes no key later; ""
/// where no place does.
std::string marked_at_birth(const std::vector<Place>& places);

}  // namespace pgberth::gen3
