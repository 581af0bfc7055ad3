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

std::vector<Guarded> objects_of(const MemoryState& state, const MemoryDatabase& database, On on) {
  switch (on) {
    case On::Database:
      return {{database.owner, database.acl}};
    case On::Schema:
      if (database.schema_owner.empty()) return {};
      return {{database.schema_owner, database.schema_acl}};
    case On::FutureTables:
      return {{state.admin, database.future_tables}};
    case On::Tables:
      break;
  }
  std::vector<Guarded> tables;
  tables.reserve(database.tables.size());
  for (const auto& [name, table] : database.tables)
    if (acts_as(state, database, state.admin, table.owner))
      tables.push_back({table.owner, table.acl});
  return tables;
}

bool of_the_system(const RoleName& role) {
  return role.str().starts_with("pg_");
}

/// All that `role` was made a member of, directly or not, whether it exists in `state` or not.
void add_groups(const MemoryState& state, const RoleName& role, std::set<RoleName>& groups) {
  const auto found = state.roles.find(role);
  if (found == state.roles.end()) return;
  for (const RoleName& group : found->second.seen.member_of)
    if (groups.insert(group).second) add_groups(state, group, groups);
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
  const std::vector<Guarded> objects = objects_of(state, database, wanted.on);
  std::erase_if(privileges, [&](const std::string& privilege) {
    return std::ranges::all_of(objects, [&](const Guarded& object) {
      return holds(state, database, role, object, privilege);
    });
  });
  return privileges;
}

std::set<RoleName> tenants(const MemoryState& state, const MemoryDatabase& database) {
  std::set<RoleName> roles{database.schema_owner};
  if (database.schema_owner == RoleName{"pg_database_owner"}) roles.insert(database.owner);
  add_grantees(database.schema_acl, roles);
  for (const auto& [name, table] : database.tables) {
    roles.insert(table.owner);
    add_grantees(table.acl, roles);
  }
  std::erase_if(roles, [&](const RoleName& role) {
    const auto found = state.roles.find(role);
    return found == state.roles.end() || of_the_system(role) || found->second.seen.superuser ||
           role == state.admin;
  });
  return roles;
}

RoleSeen with_reach(const MemoryState& state, const RoleName& role) {
  RoleSeen seen = state.roles.at(role).seen;
  if (seen.superuser || role == state.admin) return seen;
  std::set<RoleName> groups;
  add_groups(state, role, groups);
  for (const RoleName& group : groups) {
    const auto found = state.roles.find(group);
    const RoleSeen reached = found == state.roles.end() ? RoleSeen{} : found->second.seen;
    seen.superuser = seen.superuser || reached.superuser;
    seen.create_role = seen.create_role || reached.create_role || group == state.admin ||
                       (of_the_system(group) && group != RoleName{"pg_database_owner"});
    seen.create_database = seen.create_database || reached.create_database;
    seen.replication = seen.replication || reached.replication;
    seen.bypass_rls = seen.bypass_rls || reached.bypass_rls;
  }
  return seen;
}

bool system_owned(const MemoryDatabase& database) {
  return database.schema_owner == RoleName{"postgres"} ||
         database.schema_owner == RoleName{"pg_database_owner"};
}

}  // namespace pgberth
