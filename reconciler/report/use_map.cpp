#include "reconciler/report/use_map.h"

#include "reconciler/report/json_parts.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace pgberth {
namespace {

using DatabaseKey = std::tuple<std::string, std::string, std::string>;
using ServiceKey = std::pair<std::string, std::string>;
using EntryKey = std::pair<std::string, EntryRef>;

std::string text_in(const Json& object, const char* key) {
  const Json& value = object.at(key);
  return value.is_string() ? value.get<std::string>() : std::string{};
}

DatabaseKey database_of(const Claim& claim, const Json& known) {
  std::string server = text_in(known, "server");
  if (server.empty()) server = claim.server.str();
  std::string name = text_in(known, "database");
  const Place* authority = authority_of(claim);
  std::string told_by =
      name.empty() && authority != nullptr ? to_string(authority->entry) : std::string{};
  return {std::move(server), std::move(name), std::move(told_by)};
}

EntryKey entry_of(const Claim& claim, const Place& place) {
  const bool own = place.entry.store.name->empty();
  return {own ? claim.environment.str() : std::string{}, place.entry};
}

/// The place of each key in the order of all keys.
template <class Key>
std::map<Key, std::size_t> numbered(std::map<Key, std::size_t> keys) {
  std::size_t next = 0;
  for (auto& [key, index] : keys) index = next++;
  return keys;
}

class MapMaker {
 public:
  explicit MapMaker(const Claims& claims) {
    for (const auto& [id, claim] : claims.claims) add(claim, claim_json(claim, claims));
  }

  UseMap run() && {
    databases_ = numbered(std::move(databases_));
    services_ = numbered(std::move(services_));
    entries_ = numbered(std::move(entries_));
    for (const auto& [key, index] : databases_)
      map_.databases.push_back(
          {.server = std::get<0>(key), .name = std::get<1>(key), .told_by = std::get<2>(key)});
    for (const auto& [key, index] : services_)
      map_.services.push_back({.environment = key.first, .name = key.second});
    for (const auto& [key, index] : entries_)
      map_.entries.push_back({.environment = key.first, .ref = key.second});
    for (Found& found : found_) found.use.database = databases_.at(found.database);
    std::ranges::stable_sort(found_, {}, [](const Found& found) { return found.use.database; });
    for (Found& found : found_) place(std::move(found.use));
    return std::move(map_);
  }

 private:
  struct Found {
    DatabaseKey database;
    UseMap::Use use;
  };

  void add(const Claim& claim, const Json& known) {
    const DatabaseKey database = database_of(claim, known);
    databases_.try_emplace(database);
    for (const auto& [service, at] : claim.services)
      services_.try_emplace({claim.environment.str(), service.str()});
    for (const Place& place : claim.places) entries_.try_emplace(entry_of(claim, place));
    found_.push_back({database, {.claim = &claim, .username = text_in(known, "username")}});
  }

  void place(UseMap::Use use) {
    const std::size_t index = map_.claims.size();
    const Claim& claim = *use.claim;
    map_.databases[use.database].claims.push_back(index);
    for (const auto& [service, at] : claim.services) {
      use.services.push_back(services_.at({claim.environment.str(), service.str()}));
      map_.services[use.services.back()].claims.push_back(index);
    }
    for (const Place& place : claim.places) {
      use.entries.emplace_back(place.part, entries_.at(entry_of(claim, place)));
      auto& claims = map_.entries[use.entries.back().second].claims;
      if (claims.empty() || claims.back() != index) claims.push_back(index);
    }
    map_.claims.push_back(std::move(use));
  }

  std::map<DatabaseKey, std::size_t> databases_{};
  std::map<ServiceKey, std::size_t> services_{};
  std::map<EntryKey, std::size_t> entries_{};
  std::vector<Found> found_{};
  UseMap map_{};
};

}  // namespace

UseMap use_map_of(const Claims& claims) {
  return MapMaker(claims).run();
}

std::string name_of(const UseMap::Database& database) {
  if (!database.name.empty()) return database.name;
  return database.told_by.empty() ? "(not known)" : "(as " + database.told_by + " says)";
}

}  // namespace pgberth
