#include "reconciler/plan/inside.h"

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

constexpr int kPublicSchemaBelongsToDatabaseOwner = 150000;  // Since Postgres 15.

bool admin_is_superuser(const Catalogue& server) {
  return server.admin_role.superuser;
}

/// Whether the admin has the rights of `owner`, so that its GRANTs have an effect.
bool acts_as(const Catalogue& server, const RoleName& owner) {
  return admin_is_superuser(server) || owner == server.admin ||
         server.admin_role.member_of.contains(owner);
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
                "its service needs it");
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

/// Whether the admin owns schema `public` of a database that it makes.
bool owns_new_schema(const Catalogue& server) {
  return admin_is_superuser(server) || server.version >= kPublicSchemaBelongsToDatabaseOwner;
}

/// Whether the admin may hand an object of its own to `role`: one that it makes itself, or one that
/// it may become a member of. Roles of another admin are adopted as they are.
bool may_hand_over(const ClaimView& view, const RoleName& role) {
  const RoleSeen* seen = view.role(role);
  return seen == nullptr || seen->lendable || admin_is_superuser(*view.server);
}

void plan_schema_completion(const ClaimView& view, const Berth& berth, const Inside& inside,
                            Draft& draft, Notebook& notes) {
  const RoleName wanted = berth.role(view.claim.shape->schema_owner, view.server->admin);
  if (view.claim.shape->schema_owner == Who::Admin || inside.schema_owner == wanted) return;
  const bool admin_owns =
      inside.schema_owner == view.server->admin || inside.schema_owner.str() == "pg_database_owner";
  if (admin_is_superuser(*view.server) || (admin_owns && may_hand_over(view, wanted))) {
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

/// Who must give a privilege that the admin cannot give; empty when the admin can.
RoleName giver_needed(const Lacking& grant, const DatabaseSeen& seen, const Catalogue& server) {
  RoleName owner = seen.owner;
  if (grant.on == On::Schema && seen.inside->schema_owner.str() != "pg_database_owner")
    owner = seen.inside->schema_owner;
  const bool by_owner = grant.on == On::Database || grant.on == On::Schema;
  return !by_owner || acts_as(server, owner) ? RoleName{} : owner;
}

void plan_grant(const ClaimView& view, const Berth& berth, const Lacking& grant,
                const RoleName& role, Draft& draft, Notebook& notes) {
  const DatabaseSeen& seen = *view.database(berth.database);
  const Inside& inside = *seen.inside;
  // Tables that others made are theirs to share.
  if (grant.on == On::Tables && !inside.tenants.empty()) return;
  const RoleName giver = giver_needed(grant, seen, *view.server);
  if (giver.empty()) {
    draft.add(Phase::Privileges,
              GrantPrivileges{berth.database, false, grant.on, grant.privileges, role},
              "the role lacks it");
    return;
  }
  // Where PUBLIC may create, the service can live, whoever owns the schema.
  if (grant.on == On::Schema && inside.may_create_in_schema.contains(role)) return;
  const bool schema = grant.on == On::Schema;
  const std::string object = schema ? "schema public of " + quoted(berth.database.str())
                                    : "database " + quoted(berth.database.str());
  notes.add(about(view.claim, Code::GrantImpossible,
                  "the admin cannot grant " + grant.privileges + " on " + object +
                      ", which belongs to " + quoted(giver.str()),
                  "Let its owner run: GRANT " + grant.privileges + " ON " +
                      (schema ? "SCHEMA public" : "DATABASE " + quoted(berth.database.str())) +
                      " TO " + quoted(role.str())));
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
