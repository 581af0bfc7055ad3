#include "reconciler/report/json_parts.h"
#include "reconciler/report/report.h"
#include "reconciler/report/report_parts.h"

namespace pgberth {
namespace {

Json server_json(const Unclaimed::Server& server) {
  Json ids = Json::array();
  for (const ServerId& id : server.ids) ids.push_back(id.str());
  Json databases = Json::array();
  for (const Unclaimed::Database& database : server.databases)
    databases.push_back({{"name", database.name.str()},
                         {"owner", database.owner.str()},
                         {"halfBuilt", database.half_built},
                         {"buildingOf", text_or_null(database.building_of.str())}});
  Json roles = Json::array();
  for (const Unclaimed::Role& role : server.roles)
    roles.push_back({{"name", role.name.str()}, {"login", role.login}});
  return {{"address", server.address},
          {"servers", std::move(ids)},
          {"databases", std::move(databases)},
          {"roles", std::move(roles)},
          {"claimsWithoutNames", server.nameless}};
}

Json incomplete_json(const Unclaimed::Incomplete& incomplete) {
  const Claim& claim = *incomplete.claim;
  return {{"id", claim.id.str()},          {"environment", claim.environment.str()},
          {"server", claim.server.str()},  {"state", to_string(incomplete.state)},
          {"missing", incomplete.missing}, {"at", position_json(claim.asked_at)}};
}

}  // namespace

std::string report_json(const PassReport& report) {
  const Unclaimed found = unclaimed_of(report);
  Json servers = Json::array();
  for (const Unclaimed::Server& server : found.servers) servers.push_back(server_json(server));
  Json entries = Json::array();
  for (const EntryRef& entry : found.entries) entries.push_back(entry_json(entry));
  Json incomplete = Json::array();
  for (const auto& one : found.incomplete) incomplete.push_back(incomplete_json(one));
  Json not_listed = Json::array();
  for (const auto& [what, error] : found.not_listed)
    not_listed.push_back({{"what", what}, {"error", error_object(error)}});
  return bytes_of({{"schema", "pgberth/report/v1"},
                   {"servers", std::move(servers)},
                   {"entries", std::move(entries)},
                   {"incomplete", std::move(incomplete)},
                   {"notListed", std::move(not_listed)},
                   {"allRead", found.all_read},
                   {"findings", findings_json(report.findings, report.resolved)}});
}

}  // namespace pgberth
