#include "tests/support/memory_server_rules.h"

#include "reconciler/adapters/postgres/privileges.h"

#include <algorithm>

namespace pgberth {
namespace {

bool superuser(const MemoryState& state, const RoleName& role) {
  const auto found = state.roles.find(role);
  return found != state.roles.end() && found->second.seen.superuser;
}

bool reaches(const MemoryState& state, const RoleName& role, const RoleName& other, bool inherit) {
  if (role == other) return true;
  const auto found = state.roles.find(role);
  if (found == state.roles.end()) return false;
  if (inherit && !found->second.seen.inherit) return false;
  return std::ranges::any_of(found->second.seen.member_of, [&](const RoleName& group) {
    return reaches(state, group, other, inherit);
  });
}

std::vector<Guarded> objects_of(const MemoryDatabase& database, On on, const RoleName& admin) {
  switch (on) {
    case On::Database:
      return {{database.owner, database.acl}};
    case On::Schema:
      if (database.schema_owner.empty()) return {};
      return {{database.schema_owner, database.schema_acl}};
    case On::FutureTables:
      return {{admin, database.future_tables}};
    case On::Tables:
      break;
  }
  std::vector<Guarded> tables;
  tables.reserve(database.tables.size());
  for (const auto& [name, table] : database.tables) tables.push_back({table.owner, table.acl});
  return tables;
}

void add_grantees(const MemoryAcl& acl, std::set<RoleName>& roles) {
  for (const auto& [role, privileges] : acl)
    if (!privileges.empty()) roles.insert(role);
}

}  // namespace

bool is_member(const MemoryState& state, const RoleName& role, const RoleName& other) {
  return superuser(state, role) || reaches(state, role, other, false);
}

bool acts_as(const MemoryState& state, const MemoryDatabase& database, const RoleName& role,
             const RoleName& other) {
  if (superuser(state, role) || reaches(state, role, other, true)) return true;
  return other == RoleName{"pg_database_owner"} && reaches(state, role, database.owner, true);
}

bool holds(const MemoryState& state, const MemoryDatabase& database, const RoleName& role,
           const Guarded& object, const std::string& privilege) {
  if (!state.roles.contains(role)) return false;
  if (acts_as(state, database, role, object.owner)) return true;
  return std::ranges::any_of(object.acl, [&](const auto& entry) {
    return entry.first != kPublic && entry.second.contains(privilege) &&
           acts_as(state, database, role, entry.first);
  });
}

std::vector<std::string> missing(const MemoryState& state, const MemoryDatabase& database,
                                 const RoleName& role, const Lacking& wanted) {
  std::vector<std::string> privileges = privileges_of(wanted.on, wanted.privileges, state.version);
  const std::vector<Guarded> objects = objects_of(database, wanted.on, state.admin);
  std::erase_if(privileges, [&](const std::string& privilege) {
    return std::ranges::all_of(objects, [&](const Guarded& object) {
      return holds(state, database, role, object, privilege);
    });
  });
  return privileges;
}

std::set<RoleName> tenants(const MemoryState& state, const MemoryDatabase& database) {
  std::set<RoleName> roles{database.schema_owner};
  add_grantees(database.schema_acl, roles);
  for (const auto& [name, table] : database.tables) {
    roles.insert(table.owner);
    add_grantees(table.acl, roles);
  }
  std::erase_if(roles, [&](const RoleName& role) {
    const auto found = state.roles.find(role);
    return found == state.roles.end() || !found->second.seen.login ||
           found->second.seen.superuser || role == state.admin;
  });
  return roles;
}

bool system_owned(const MemoryDatabase& database) {
  return database.schema_owner == RoleName{"postgres"} ||
         database.schema_owner == RoleName{"pg_database_owner"};
}

}  // namespace pgberth
