#pragma once

#include "tests/support/memory_server.h"
#include <string>
#include <vector>

// What Postgres would answer about a MemoryState. Pure.

namespace pgberth {

/// Something in a database that has an owner and an ACL.
struct Guarded {
  const RoleName& owner;
  const MemoryAcl& acl;
};

/// Whether `role` is `other` or was made a member of it, directly or not.
bool is_member(const MemoryState& state, const RoleName& role, const RoleName& other);

/// Whether `role` acts with the rights of `other` without SET ROLE: the same, a superuser, or a
/// member that inherits; `pg_database_owner` is whoever owns `database`.
bool acts_as(const MemoryState& state, const MemoryDatabase& database, const RoleName& role,
             const RoleName& other);

/// Whether `role` effectively has `privilege`, not counting PUBLIC's.
bool holds(const MemoryState& state, const MemoryDatabase& database, const RoleName& role,
           const Guarded& object, const std::string& privilege);

/// Those of `wanted` that `role` effectively lacks; of tables only those count that the admin may
/// share.
std::vector<std::string> missing(const MemoryState& state, const MemoryDatabase& database,
                                 const RoleName& role, const Lacking& wanted);

/// Roles that own or were granted something in schema `public`, able to log in or not, and the
/// owner of the database where the schema is `pg_database_owner`'s; neither superusers nor the
/// admin.
std::set<RoleName> tenants(const MemoryState& state, const MemoryDatabase& database);

/// `role` with the attributes that it can reach through its memberships too. Superusers and the
/// admin are shown as they are.
RoleSeen with_reach(const MemoryState& state, const RoleName& role);

/// Whether schema `public` belongs to the system.
bool system_owned(const MemoryDatabase& database);

}  // namespace pgberth
