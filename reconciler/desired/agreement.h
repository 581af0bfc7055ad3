#pragma once

#include "reconciler/model/claim.h"

namespace pgberth {

/// Brings the claims of one environment together. Equal demands on one authority become one
/// claim, which lists the services and the mirrors of all (its id is the first one's). Different
/// demands on one object are E305, naming both lines: content of an entry at its birth, login role
/// of a database, password of a role. Services that share an entry are told of (W211).
Findings agree(Claims& claims, const GivenSecrets& given);

}  // namespace pgberth
