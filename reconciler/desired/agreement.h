#pragma once

#include "reconciler/model/claim.h"

#include <map>
#include <vector>

namespace pgberth {

struct Agreement {
  std::map<ClaimId, Claim> claims{};
  Findings findings{};
};

/// Brings the claims of one environment together. Equal demands on one authority entry become one
/// claim, which lists the services and the mirrors of all (its id is the first one's). Different
/// demands on one object are E305, naming both lines: content of an entry at its birth, login role
/// of a database, password of a role. Services that share an entry are told of (W211).
Agreement agree(std::vector<Claim> claims, const GivenSecrets& given);

}  // namespace pgberth
