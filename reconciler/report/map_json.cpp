#include "reconciler/report/json_parts.h"
#include "reconciler/report/map.h"
#include "reconciler/report/use_map.h"

namespace pgberth {
namespace {

Json claim_ids(const UseMap& map, const std::vector<std::size_t>& claims) {
  Json ids = Json::array();
  for (const std::size_t claim : claims) ids.push_back(map.claims[claim].claim->id.str());
  return ids;
}

Json service_json(const UseMap& map, const UseMap::Service& service) {
  return {{"environment", service.environment},
          {"name", service.name},
          {"claims", claim_ids(map, service.claims)}};
}

Json use_json(const UseMap& map, const UseMap::Use& use) {
  const UseMap::Database& database = map.databases[use.database];
  Json services = Json::array();
  for (const auto& [service, at] : use.claim->services)
    services.push_back({{"name", service.str()}, {"at", position_json(at)}});
  Json entries = Json::array();
  for (const auto& [part, entry] : use.entries) {
    Json object = entry_json(map.entries[entry].ref);
    object["part"] = to_string(part);
    entries.push_back(std::move(object));
  }
  return {{"id", use.claim->id.str()},
          {"environment", use.claim->environment.str()},
          {"services", services},
          {"username", text_or_null(use.username)},
          {"server", database.server},
          {"database", text_or_null(database.name)},
          {"entries", entries},
          {"blocked", use.claim->blocked},
          {"selected", use.claim->selected}};
}

Json database_json(const UseMap& map, const UseMap::Database& database) {
  return {{"server", database.server},
          {"database", text_or_null(database.name)},
          {"claims", claim_ids(map, database.claims)}};
}

Json kept_json(const UseMap& map, const UseMap::Kept& entry) {
  Json object = entry_json(entry.ref);
  object["environment"] = text_or_null(entry.environment);
  object["claims"] = claim_ids(map, entry.claims);
  return object;
}

template <class Item, class ToJson>
Json array_of(const UseMap& map, const std::vector<Item>& items, ToJson to_json) {
  Json array = Json::array();
  for (const Item& item : items) array.push_back(to_json(map, item));
  return array;
}

}  // namespace

std::string map_json(const Claims& claims) {
  const UseMap map = use_map_of(claims);
  return bytes_of({{"schema", "pgberth/map/v1"},
                   {"services", array_of(map, map.services, service_json)},
                   {"claims", array_of(map, map.claims, use_json)},
                   {"databases", array_of(map, map.databases, database_json)},
                   {"entries", array_of(map, map.entries, kept_json)}});
}

}  // namespace pgberth
