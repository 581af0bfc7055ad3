#include "reconciler/model/claim.h"

#include <algorithm>

namespace pgberth {

bool Claim::needs_server() const {
  if (instance_user) return false;
  return may_create.any() || std::ranges::any_of(places, &Place::may_create);
}

const Place* authority_of(const Claim& claim) {
  const auto place = std::ranges::find(claim.places, Part::Authority, &Place::part);
  return place == claim.places.end() ? nullptr : &*place;
}

void block(Claims& claims, const Findings& findings) {
  for (const Finding& finding : findings) {
    if (finding.severity() != Severity::Error) continue;
    for (const ClaimId& id : finding.claims)
      if (const auto claim = claims.claims.find(id); claim != claims.claims.end())
        claim->second.blocked = true;
  }
}

}  // namespace pgberth
