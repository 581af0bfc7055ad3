#include "reconciler/plan/inside.h"

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

constexpr int kPublicSchemaBelongsToDatabaseOwner = 150000;  // Since Postgres 15.

bool admin_is_superuser(const Catalogue& server) {
  return server.admin_role.superuser;
}

std::vector<Grant> all_grants(const Shape& shape) {
  std::vector<Grant> grants = shape.once;
  grants.insert(grants.end(), shape.per_login.begin(), shape.per_login.end());
  return grants;
}

void borrow(const Catalogue& server, const RoleName& role, Draft& draft) {
  const auto already = [&](const auto& step) {
    const auto* borrowed = std::get_if<BorrowRole>(&step.second.action);
    return borrowed != nullptr && borrowed->role == role;
  };
  if (admin_is_superuser(server) || role == server.admin ||
      std::ranges::any_of(draft.steps, already))
    return;
  draft.add(Phase::Borrow, BorrowRole{role}, "the admin is no superuser");
}

void plan_extensions(const ClaimView& view, const Berth& berth, bool building, Draft& draft,
                     Notebook& notes) {
  const DatabaseSeen* seen = view.database(berth.database);
  for (const Extension& extension : view.claim.extensions) {
    if (!building && seen->inside->extensions.contains(extension.name)) continue;
    const auto available = view.server->extensions.find(extension.name);
    const bool there = available != view.server->extensions.end();
    if (there && available->second) {
      draft.add(Phase::Privileges, CreateExtension{berth.database, building, extension.name},
                "the charts' job makes it");
      continue;
    }
    if (!there && !extension.required) continue;
    notes.add({.code = Code::ExtensionUnavailable,
               .what = "extension " + quoted(extension.name) + " " +
                       (there ? "may be created only by a superuser of " : "is not to be had on ") +
                       view.server->address,
               .hint = there
                           ? "Let a superuser create it in the databases, or in template1."
                           : "Install it on the server; the databases work without it until then.",
               .claims = {view.claim.id}});
  }
}

/// Whether schema `public` of a new database can be given to another role by this admin.
bool can_give_schema(const Catalogue& server) {
  return admin_is_superuser(server) || server.version >= kPublicSchemaBelongsToDatabaseOwner;
}

void plan_schema_completion(const ClaimView& view, const Berth& berth, const Inside& inside,
                            Draft& draft, Notebook& notes) {
  const RoleName wanted = berth.role(view.claim.shape->schema_owner, view.server->admin);
  if (view.claim.shape->schema_owner == Who::Admin || inside.schema_owner == wanted) return;
  const bool admin_owns =
      inside.schema_owner == view.server->admin || inside.schema_owner.str() == "pg_database_owner";
  if (admin_is_superuser(*view.server) || admin_owns) {
    borrow(*view.server, wanted, draft);
    draft.add(Phase::Privileges, OwnSchema{berth.database, false, wanted},
              "schema public belongs to " + inside.schema_owner.str());
    return;
  }
  if (inside.may_create_in_schema.contains(wanted)) return;
  notes.add(about(view.claim, Code::GrantImpossible,
                  "schema public of " + quoted(berth.database.str()) + " belongs to " +
                      quoted(inside.schema_owner.str()) + ", and the admin cannot give it to " +
                      quoted(wanted.str()),
                  "Let its owner run: GRANT ALL ON SCHEMA public TO " + quoted(wanted.str())));
}

/// Whether somebody else lives in the schema, so that nothing in the database may be changed.
bool held_by_others(const ClaimView& view, const Berth& berth, const Inside& inside,
                    Notebook& notes) {
  const RoleName wanted = berth.role(view.claim.shape->schema_owner, view.server->admin);
  if (view.claim.shape->schema_owner == Who::Admin || inside.schema_owner == wanted) return false;
  if (inside.schema_owner != view.server->admin && !inside.schema_owner_is_system) {
    notes.add(about(view.claim, Code::RoleElsewhere,
                    "schema public of " + quoted(berth.database.str()) + " belongs to role " +
                        quoted(inside.schema_owner.str()) + ", not to " + quoted(wanted.str()),
                    "Nothing in the database is changed; decide by hand whose it is."));
    return true;
  }
  if (inside.tenants.empty()) return false;
  notes.add(about(
      view.claim, Code::SchemaHeldByOthers,
      "role " + quoted(inside.tenants.begin()->str()) + " lives in schema public of " +
          quoted(berth.database.str()),
      "Giving the schema to " + quoted(wanted.str()) + " could lock it out; decide by hand."));
  return true;
}

/// What `role` lacks of the shape's grants; all of them while it does not exist.
std::set<Lacking> lacking_for(const ClaimView& view, const Berth& berth, const RoleName& role,
                              const Inside& inside) {
  if (view.role(role) != nullptr) {
    const auto lacking = inside.lacking.find(role);
    return lacking == inside.lacking.end() ? std::set<Lacking>{} : lacking->second;
  }
  std::set<Lacking> all;
  for (const Grant& grant : all_grants(*view.claim.shape))
    if (!role.empty() && berth.role(grant.to, view.server->admin) == role)
      all.insert({grant.on, grant.privileges});
  return all;
}

/// Whether the admin's GRANT on the database as a whole would have an effect.
bool can_grant_on(const DatabaseSeen& database, const Catalogue& server) {
  return admin_is_superuser(server) || database.owner == server.admin ||
         server.admin_role.member_of.contains(database.owner);
}

void plan_grant(const ClaimView& view, const Berth& berth, const Lacking& grant,
                const RoleName& role, Draft& draft, Notebook& notes) {
  const DatabaseSeen& seen = *view.database(berth.database);
  const Inside& inside = *seen.inside;
  if (grant.on == On::Schema && !admin_is_superuser(*view.server) &&
      inside.schema_owner_is_system && inside.may_create_in_schema.contains(role))
    return;
  if (grant.on == On::Database && !can_grant_on(seen, *view.server)) {
    notes.add(about(view.claim, Code::GrantImpossible,
                    "the admin cannot grant " + grant.privileges + " on database " +
                        quoted(berth.database.str()) + ", which belongs to " +
                        quoted(seen.owner.str()),
                    "Let its owner run: GRANT " + grant.privileges + " ON DATABASE " +
                        quoted(berth.database.str()) + " TO " + quoted(role.str())));
    return;
  }
  draft.add(Phase::Privileges,
            GrantPrivileges{berth.database, false, grant.on, grant.privileges, role},
            "the role lacks it");
}

}  // namespace

void plan_furnishing(const ClaimView& view, const Berth& berth, Draft& draft, Notebook& notes) {
  const Shape& shape = *view.claim.shape;
  const Catalogue& server = *view.server;
  if (shape.database_owner != Who::Admin)
    borrow(server, berth.role(shape.database_owner, server.admin), draft);
  const bool gives_schema = shape.schema_owner != Who::Admin && can_give_schema(server);
  if (gives_schema) {
    const RoleName owner = berth.role(shape.schema_owner, server.admin);
    borrow(server, owner, draft);
    draft.add(Phase::Privileges, OwnSchema{berth.database, true, owner}, "the service lives there");
  }
  for (const Grant& grant : all_grants(shape)) {
    if (grant.to == Who::Public) continue;
    // Before 15 the schema is the bootstrap superuser's, whose grants only it can give; PUBLIC may
    // create there, which is what counts.
    if (grant.on == On::Schema && !can_give_schema(server)) continue;
    draft.add(Phase::Privileges,
              GrantPrivileges{berth.database, true, grant.on, grant.privileges,
                              berth.role(grant.to, server.admin)},
              "the charts' job gives it");
  }
  plan_extensions(view, berth, true, draft, notes);
}

void plan_completion(const ClaimView& view, const Berth& berth, Draft& draft, Notebook& notes) {
  const DatabaseSeen& seen = *view.database(berth.database);
  if (!seen.inside) return;
  const Inside& inside = *seen.inside;
  if (held_by_others(view, berth, inside, notes)) return;
  plan_schema_completion(view, berth, inside, draft, notes);
  for (const RoleName& role : std::set{berth.login, berth.owner})
    for (const Lacking& grant : lacking_for(view, berth, role, inside))
      plan_grant(view, berth, grant, role, draft, notes);
  plan_extensions(view, berth, false, draft, notes);
}

}  // namespace pgberth
