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

std::set<EntryRef> entries_named(const Claims& claims) {
  std::set<EntryRef> entries;
  const auto add = [&](const Document& document) {
    for (const auto& [field, source] : document)
      if (const auto* key = std::get_if<KeyRef>(&source)) entries.insert(key->entry);
  };
  for (const auto& [id, claim] : claims.claims) {
    for (const Place& place : claim.places) entries.insert(place.entry);
    for (const Mark& mark : claim.ready) entries.insert(mark.key.entry);
    add(claim.credential);
  }
  for (const auto& [id, server] : claims.servers) add(server.admin);
  return entries;
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
