#pragma once

#include "reconciler/desired/environment.h"
#include "reconciler/desired/gen3/facts.h"
#include "reconciler/desired/gen3/fields.h"

namespace pgberth::gen3 {

/// Where a service's credential lives, as the charts decide it.
///
///     D L P   D = global.externalSecrets.deploy
///     0 * *   Local         L = the switch for a local Secret all the same
///     1 0 0   Pull          P = pushSecret, global or the service's
///     1 0 1   Push
///     1 1 0   Local
///     1 1 1   PushAndLocal  the charts draw two passwords; pgberth keeps one in both places
///
/// Unserved: External Secrets is in use, but the chart renders neither its Secret nor a mirror, so
/// somebody else must make the Secret.
enum class Mode { Local, Pull, Push, PushAndLocal, Unserved };

struct Wishes {
  Mode mode = Mode::Local;
  bool deploy = false;         ///< D
  bool create = false;         ///< C: dbCreate, global or the service's.
  std::string_view push_by{};  ///< The path of the flag that made P true.
};

/// What the flags of a service come to.
Wishes wishes_of(Fields& fields, const Facts& facts);

}  // namespace pgberth::gen3
