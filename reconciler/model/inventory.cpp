#include "reconciler/model/inventory.h"

namespace pgberth {

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

}  // namespace pgberth
