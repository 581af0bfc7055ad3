#pragma once

#include "reconciler/model/server.h"

// Work inside one database, in a session there. All throw libpqxx's exceptions; a lost race is
// thrown too, and looking again finds the object.

namespace pgberth {

class Session;

Result<Creation> grant_privileges(Session& session, const GrantWanted& grant);
Result<Creation> give_schema(Session& session, const RoleName& owner);
Result<Creation> add_extension(Session& session, const std::string& extension);

/// The statement that `grant` comes to in the hands of a person who owns it all, for all or only
/// some of its privileges.
std::string grant_statement(const GrantWanted& grant, const std::string& privileges);

}  // namespace pgberth
