#pragma once

#include "reconciler/model/server.h"

namespace pgberth {

class Session;

/// All that `names` ask of the server, in at most three round trips. Throws libpqxx's exceptions.
Catalogue read_catalogue(Session& session, const Names& names);

/// What the session's database shows of `question`. Throws libpqxx's exceptions.
Inside read_inside(Session& session, const Question& question);

/// Login roles besides `own` that own or were granted something in schema `public`; neither
/// superusers nor the admin.
std::set<RoleName> read_tenants(Session& session, const std::set<RoleName>& own);

/// Those of `wanted` that `role` effectively lacks in the session's database, without PUBLIC's.
std::string missing_privileges(Session& session, const RoleName& role, const Lacking& wanted);

}  // namespace pgberth
