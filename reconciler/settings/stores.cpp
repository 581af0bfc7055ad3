#include "reconciler/settings/stores.h"

namespace pgberth {
namespace {

void move_into(const StoreNames& names, EntryRef& entry) {
  if (const auto name = names.find(entry.store.kind); name != names.end())
    entry.store.name = Shared<std::string>(name->second);
}

void move_into(const StoreNames& names, Document& document) {
  for (auto& [field, source] : document)
    if (auto* key = std::get_if<KeyRef>(&source)) move_into(names, key->entry);
}

}  // namespace

void move_into(const StoreNames& names, Claims& claims) {
  if (names.empty()) return;
  for (auto& [id, claim] : claims.claims) {
    for (Place& place : claim.places) move_into(names, place.entry);
    for (Mark& mark : claim.ready) move_into(names, mark.key.entry);
    move_into(names, claim.credential);
  }
  for (auto& [id, server] : claims.servers) move_into(names, server.admin);
}

}  // namespace pgberth
