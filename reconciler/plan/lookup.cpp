#include "reconciler/plan/lookup.h"

namespace pgberth {

KeyRef password_key(const Place& place) {
  return {place.entry, key_of(*place.layout, Field::Password)};
}

const Datum* real_datum(const Entries& entries, const KeyRef& key) {
  const auto entry = entries.find(key.entry);
  if (entry == entries.end() || entry->second.presence != Presence::Present) return nullptr;
  const auto datum = entry->second.keys.find(key.key);
  if (datum == entry->second.keys.end() || datum->second.empty || datum->second.sentinel)
    return nullptr;
  return &datum->second;
}

bool is_there(const Entries& entries, const Place& place) {
  if (place.birth == Birth::MissingKeys) {
    const auto entry = entries.find(place.entry);
    if (entry == entries.end() || entry->second.presence != Presence::Present) return false;
    return entry->second.keys.contains(password_key(place).key);
  }
  const auto entry = entries.find(place.entry);
  return entry != entries.end() && entry->second.presence == Presence::Present;
}

std::set<std::string> lacking_keys(const Claim& claim, const Place& place, const Entry& entry) {
  std::set<std::string> missing;
  for (const auto& [key, slot] : place.layout->keys) {
    const auto datum = entry.keys.find(key);
    if (datum == entry.keys.end() || datum->second.empty) missing.insert(key);
  }
  // A mark says when the credential works; it is no part of it.
  for (const Mark& mark : claim.ready)
    if (mark.key.entry == place.entry) missing.erase(*mark.key.key);
  return missing;
}

}  // namespace pgberth
