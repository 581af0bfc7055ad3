#pragma once

#include "reconciler/model/entry.h"
#include "reconciler/observed/observe.h"

#include <map>

namespace pgberth {

/// The logins of claims that need no look at their server and whose entry lacks a mark that a
/// person adds: with the stored credential, at the server that it names, if the operator lists it.
/// No admin is asked for anything.
std::map<ClaimId, LoginSeen> try_lone_logins(const Claims& resolved, const Entries& entries,
                                             const KnownSecrets& known, World& world,
                                             const LookOptions& options);

}  // namespace pgberth
