#include "reconciler/plan/inside.h"

namespace pgberth {
namespace {

constexpr int kPublicSchemaBelongsToDatabaseOwner = 150000;  // Since Postgres 15.

/// Whether the admin owns schema `public` of a database that it makes.
bool owns_new_schema(const Catalogue& server) {
  return server.admin_role.superuser || server.version >= kPublicSchemaBelongsToDatabaseOwner;
}

}  // namespace

void plan_furnishing(const ClaimView& view, const Berth& berth, Draft& draft, Notebook& notes) {
  const Shape& shape = *view.claim.shape;
  const Catalogue& server = *view.server;
  if (shape.database_owner != Who::Admin)
    borrow(server, berth.role(shape.database_owner, server.admin), draft);
  const RoleName owner = berth.role(shape.schema_owner, server.admin);
  if (shape.schema_owner != Who::Admin && owns_new_schema(server) && may_hand_over(view, owner)) {
    borrow(server, owner, draft);
    draft.add(Phase::Privileges, OwnSchema{berth.database, true, owner}, "the service lives there");
  }
  for (const Grant& grant : all_grants(shape)) {
    if (grant.to == Who::Public) continue;
    // Before 15 the schema is the bootstrap superuser's, whose grants only it can give; PUBLIC may
    // create there, which is what counts.
    if (grant.on == On::Schema && !owns_new_schema(server)) continue;
    draft.add(Phase::Privileges,
              GrantPrivileges{berth.database, true, grant.on, grant.privileges,
                              berth.role(grant.to, server.admin)},
              "its service needs it");
  }
  plan_extensions(view, {berth.database, true}, {}, draft, notes);
}

}  // namespace pgberth
