#pragma once

#include "reconciler/model/server.h"

#include <set>
#include <string>
#include <vector>

namespace pgberth {

class Session;

/// All that `names` ask of the server, in at most three round trips. Throws libpqxx's exceptions.
Catalogue read_catalogue(Session& session, const Names& names);

/// All that somebody made on the server, in two round trips. Throws libpqxx's exceptions.
Inventory read_inventory(Session& session);

/// What the session's database shows of `question`. Throws libpqxx's exceptions.
Inside read_inside(Session& session, const Question& question);

/// Roles besides `own` that own or were granted something in schema `public`, able to log in or
/// not, and the owner of the database where the schema is `pg_database_owner`'s; neither superusers
/// nor the system's roles nor the admin.
std::set<RoleName> read_tenants(Session& session, const std::set<RoleName>& own);

/// The tables, views and the like in schema `public` that the admin may grant on, quoted and with
/// their schema; without members of extensions.
std::vector<std::string> shareable_relations(Session& session);

/// Those of `wanted` that `role` effectively lacks in the session's database, without PUBLIC's.
std::string missing_privileges(Session& session, const RoleName& role, const Lacking& wanted);

}  // namespace pgberth
