#pragma once

#include "reconciler/model/claim.h"
#include "reconciler/model/entry.h"

namespace pgberth {

struct Resolution {
  Claims claims{};
  Findings findings{};
};

/// `claims` with all that `entries` can say filled in: what is stored decides names.
///
/// Pure, and the same types in and out. In what comes back every public field of a credential is
/// Text, its password is a KeyRef into the authority (or the copy that knows it), Given or
/// Generated, and a server's admin login is Text, Given or a KeyRef for the password. A field that
/// nobody can say is absent, with a finding.
Resolution resolve(Claims claims, const Entries& entries);

}  // namespace pgberth
