#include "reconciler/report/json.h"
#include "reconciler/report/json_parts.h"

namespace pgberth {
namespace {

std::string_view word_of(Presence presence) {
  switch (presence) {
    case Presence::Absent:
      return "absent";
    case Presence::Present:
      return "present";
    case Presence::PendingDeletion:
      return "pendingDeletion";
    case Presence::NoVersion:
      return "noVersion";
    case Presence::SoftDeleted:
      return "softDeleted";
    case Presence::Unreadable:
      break;
  }
  return "unreadable";
}

std::string_view word_of(LoginAnswer answer) {
  switch (answer) {
    case LoginAnswer::NotTried:
      return "notTried";
    case LoginAnswer::Works:
      return "works";
    case LoginAnswer::Refused:
      return "refused";
    case LoginAnswer::NotProved:
      break;
  }
  return "notProved";
}

template <class Names>
Json names_json(const Names& names) {
  Json array = Json::array();
  for (const auto& name : names) array.push_back(name.str());
  return array;
}

/// The entry without what is secret: `Datum::same_as` has no place in any output.
Json seen_json(const EntryRef& ref, const Entry& entry) {
  Json object = entry_json(ref);
  object["presence"] = word_of(entry.presence);
  object["detail"] = text_or_null(entry.detail);
  object["keys"] = Json::array();
  for (const auto& [key, datum] : entry.keys) {
    Json seen{{"key", key}, {"empty", datum.empty}, {"placeholder", datum.sentinel}};
    if (!datum.text.empty()) seen["text"] = datum.text;
    object["keys"].push_back(std::move(seen));
  }
  return object;
}

Json role_json(const RoleName& name, const RoleSeen& role) {
  return {{"name", name.str()},
          {"login", role.login},
          {"inherit", role.inherit},
          {"privileged", role.privileged()},
          {"memberOf", names_json(role.member_of)}};
}

Json inside_json(const Inside& inside) {
  Json logins = Json::array();
  for (const auto& [role, login] : inside.logins)
    logins.push_back({{"role", role.str()},
                      {"answer", word_of(login.answer)},
                      {"detail", text_or_null(login.detail)}});
  Json lacking = Json::array();
  for (const auto& [role, privileges] : inside.lacking)
    for (const Lacking& one : privileges)
      lacking.push_back(
          {{"role", role.str()}, {"on", to_string(one.on)}, {"privileges", one.privileges}});
  return {{"schemaOwner", text_or_null(inside.schema_owner.str())},
          {"others", names_json(inside.tenants)},
          {"extensions", inside.extensions},
          {"lacking", std::move(lacking)},
          {"logins", std::move(logins)}};
}

Json database_json(const DatabaseName& name, const DatabaseSeen& database) {
  return {{"name", name.str()},
          {"owner", database.owner.str()},
          {"allowsConnections", database.allows_connections},
          {"publicConnects", database.public_connects},
          {"inside", database.inside ? inside_json(*database.inside) : Json(nullptr)},
          {"notLookedInto", text_or_null(database.not_looked)}};
}

Json server_json(const ServerId& id, const Result<Catalogue>& seen) {
  Json object{{"server", id.str()}};
  if (!seen) {
    object["error"] = error_object(seen.error());
    return object;
  }
  object["address"] = seen->address;
  object["version"] = seen->version;
  object["admin"] = seen->admin.str();
  object["readOnly"] = seen->read_only;
  object["roles"] = Json::array();
  for (const auto& [name, role] : seen->roles) object["roles"].push_back(role_json(name, role));
  object["databases"] = Json::array();
  for (const auto& [name, database] : seen->databases)
    object["databases"].push_back(database_json(name, database));
  object["extensions"] = Json::array();
  for (const auto& [name, may_create] : seen->extensions)
    object["extensions"].push_back({{"name", name}, {"mayCreate", may_create}});
  return object;
}

}  // namespace

std::string observed_json(const PassReport& report) {
  Json entries = Json::array();
  for (const auto& [ref, entry] : report.state.entries) entries.push_back(seen_json(ref, entry));
  Json servers = Json::array();
  for (const auto& [id, seen] : report.state.servers) servers.push_back(server_json(id, seen));
  return bytes_of({{"schema", "pgberth/observed/v1"},
                   {"deep", report.state.deep},
                   {"entries", std::move(entries)},
                   {"servers", std::move(servers)},
                   {"findings", findings_json(report.findings, report.resolved)}});
}

}  // namespace pgberth
