#pragma once

#include "reconciler/model/server.h"

#include <optional>

// Roles and memberships: what the server's admin does in one session. All throw libpqxx's
// exceptions; a lost race (42710, 23505) is thrown too, and looking again finds the object.

namespace pgberth {

class Session;

Result<Creation> create_role(Session& session, const RoleWanted& role, const Secret* password);
Result<Creation> join_role(Session& session, const RoleName& role, const RoleName& member);

/// How a membership stood that borrowing widened; from 16 on there may be one without all rights.
struct Membership {
  bool inherit;
  bool set;
};

/// What has to be undone to give a role back.
struct Borrowed {
  std::optional<Membership> before{};
};

/// Makes the admin a member of `role` with all that work on its behalf needs; nothing when it can
/// act as `role` already.
Result<std::optional<Borrowed>> borrow_role(Session& session, const RoleName& role);

/// Undoes exactly that.
void give_role_back(Session& session, const RoleName& role, const Borrowed& borrowed);

}  // namespace pgberth
