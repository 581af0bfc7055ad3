#include "reconciler/plan/inside.h"

namespace pgberth {
namespace {

class CompletionPlanner {
 public:
  CompletionPlanner(const ClaimView& view, const Berth& berth, const Inside& inside, Draft& draft,
                    Notebook& notes)
      : view_(view),
        berth_(berth),
        server_(*view.server),
        seen_(*view.database(berth.database)),
        inside_(inside),
        draft_(draft),
        notes_(notes) {}

  void run() {
    if (held_by_others()) return;
    plan_schema();
    for (const RoleName& role : std::set{berth_.login, berth_.owner})
      for (const Lacking& grant : lacking_for(role)) plan_grant(grant, role);
    plan_extensions(view_, {berth_.database, false}, inside_.extensions, draft_, notes_);
  }

 private:
  /// Whom the schema should belong to; empty when it is left to whom the server gave it.
  RoleName owner_wanted() const {
    const Who who = view_.claim.shape->schema_owner;
    return who == Who::Admin ? RoleName{} : berth_.role(who, server_.admin);
  }

  void tell(Code code, std::string what, std::string hint) {
    notes_.add(about(view_.claim, code, std::move(what), std::move(hint)));
  }

  std::string database() const { return quoted(berth_.database.str()); }

  /// Whether somebody else lives in the schema, so that nothing in the database may be changed.
  bool held_by_others() {
    const RoleName wanted = owner_wanted();
    if (wanted.empty() || inside_.schema_owner == wanted) return false;
    if (inside_.schema_owner.empty()) {
      tell(Code::RoleElsewhere, "database " + database() + " has no schema public",
           "Create it by hand, if the service is to live there.");
      return true;
    }
    if (inside_.schema_owner != server_.admin && !inside_.schema_owner_is_system) {
      tell(Code::RoleElsewhere,
           "schema public of " + database() + " belongs to role " +
               quoted(inside_.schema_owner.str()) + ", not to " + quoted(wanted.str()),
           "Nothing in the database is changed; decide by hand whose it is.");
      return true;
    }
    if (inside_.tenants.empty()) return false;
    tell(Code::SchemaHeldByOthers,
         "role " + quoted(inside_.tenants.begin()->str()) + " lives in schema public of " +
             database(),
         "Giving the schema to " + quoted(wanted.str()) + " could lock it out; decide by hand.");
    return true;
  }

  void plan_schema() {
    const RoleName wanted = owner_wanted();
    if (wanted.empty() || inside_.schema_owner == wanted) return;
    if (acts_as(schema_giver()) && may_hand_over(view_, wanted)) {
      borrow(server_, wanted, draft_);
      draft_.add(Phase::Privileges, OwnSchema{berth_.database, false, wanted},
                 "schema public is not the service's yet");
      return;
    }
    if (inside_.may_create_in_schema.contains(wanted)) return;
    tell(Code::GrantImpossible,
         "schema public of " + database() + " belongs to " + quoted(inside_.schema_owner.str()) +
             ", and the admin cannot give it to " + quoted(wanted.str()),
         "Let its owner run: GRANT ALL ON SCHEMA public TO " + quoted(wanted.str()));
  }

  /// What `role` lacks of the shape's grants; all of them while it does not exist.
  std::set<Lacking> lacking_for(const RoleName& role) const {
    if (view_.role(role) != nullptr) {
      const auto lacking = inside_.lacking.find(role);
      return lacking == inside_.lacking.end() ? std::set<Lacking>{} : lacking->second;
    }
    std::set<Lacking> all;
    for (const Grant& grant : all_grants(*view_.claim.shape))
      if (!role.empty() && berth_.role(grant.to, server_.admin) == role)
        all.insert({grant.on, grant.privileges});
    return all;
  }

  /// Whose the schema really is: `pg_database_owner` stands for the owner of the database.
  RoleName schema_giver() const {
    return inside_.schema_owner.str() == "pg_database_owner" ? seen_.owner : inside_.schema_owner;
  }

  /// Whether the admin has the rights of `owner`, so that its GRANTs have an effect.
  bool acts_as(const RoleName& owner) const {
    return server_.admin_role.superuser || owner == server_.admin ||
           server_.admin_role.member_of.contains(owner);
  }

  void plan_grant(const Lacking& grant, const RoleName& role) {
    // Tables that others made are theirs to share.
    if (grant.on == On::Tables && !inside_.tenants.empty()) return;
    const bool schema = grant.on == On::Schema;
    const RoleName giver = schema ? schema_giver() : seen_.owner;
    if ((!schema && grant.on != On::Database) || acts_as(giver)) {
      draft_.add(Phase::Privileges,
                 GrantPrivileges{berth_.database, false, grant.on, grant.privileges, role},
                 "the role lacks it");
      return;
    }
    // Where PUBLIC may create, the service can live, whoever owns the schema.
    if (schema && inside_.may_create_in_schema.contains(role)) return;
    const std::string object = schema ? "SCHEMA public" : "DATABASE " + database();
    tell(Code::GrantImpossible,
         "the admin cannot grant " + grant.privileges + " on " +
             (schema ? "schema public of " : "database ") + database() + ", which belongs to " +
             quoted(giver.str()),
         "Let its owner run: GRANT " + grant.privileges + " ON " + object + " TO " +
             quoted(role.str()));
  }

  const ClaimView& view_;
  const Berth& berth_;
  const Catalogue& server_;
  const DatabaseSeen& seen_;
  const Inside& inside_;
  Draft& draft_;
  Notebook& notes_;
};

}  // namespace

void plan_completion(const ClaimView& view, const Berth& berth, Draft& draft, Notebook& notes) {
  const DatabaseSeen* seen = view.database(berth.database);
  if (seen == nullptr || !seen->inside) return;
  CompletionPlanner(view, berth, *seen->inside, draft, notes).run();
}

}  // namespace pgberth
