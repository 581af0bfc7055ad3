#include "reconciler/base/identifier.h"
#include "reconciler/plan/draft.h"
#include "reconciler/plan/inside.h"

#include <utility>

namespace pgberth {
namespace {

class BerthPlanner {
 public:
  BerthPlanner(const ClaimView& view, const Berth& berth, const KeyRef& password, Draft& draft,
               Notebook& notes)
      : view_(view),
        claim_(view.claim),
        server_(*view.server),
        berth_(berth),
        password_(password),
        draft_(draft),
        notes_(notes) {}

  bool run() {
    if (privileged(berth_.login) || privileged(berth_.owner) || strange_owner()) return false;
    const DatabaseSeen* seen = view_.database(berth_.database);
    if (seen != nullptr && !check_owner(*seen)) return false;
    plan_roles();
    if (claim_.may_create.database && seen == nullptr && !plan_building()) return false;
    if (claim_.may_create.database && seen != nullptr)
      plan_completion(view_, berth_, draft_, notes_);
    return !lacks_right() && !unproved_name();
  }

 private:
  /// Where others are made members of owner roles, whoever can write an entry could have any role
  /// used that is there. So names that only the entry says count when the login has worked.
  bool unproved_name() {
    if (!claim_.shape->owner_role || draft_.steps.empty()) return false;
    const LoginSeen* login = view_.login();
    if (login != nullptr && login->answer == LoginAnswer::Works) return false;
    const bool owner = claim_.adopted.contains(Field::Owner);
    const bool user =
        claim_.adopted.contains(Field::Username) && view_.role(berth_.login) != nullptr;
    if (!owner && !user) return false;
    const RoleName& name = owner ? berth_.owner : berth_.login;
    notes_.add(about(claim_, Code::RoleDiffers,
                     "role " + quoted(name.str()) +
                         " is not the one that is asked for, and no login proves that the entry "
                         "may name it",
                     "Correct the entry, or let the login work; until then nothing is planned."));
    return true;
  }

  bool privileged(const RoleName& name) {
    const RoleSeen* role = view_.role(name);
    const bool is_admin = name == server_.admin;
    if (name.empty() || (!is_admin && (role == nullptr || !role->privileged()))) return false;
    notes_.add(
        about(claim_, Code::PrivilegedRole,
              "role " + quoted(name.str()) +
                  (is_admin ? " is the admin itself" : " has more rights than a service may"),
              "Give the service a role of its own."));
    return true;
  }

  /// An owner role that is there and could do more than own.
  bool strange_owner() {
    const RoleSeen* owner = claim_.shape->owner_role ? view_.role(berth_.owner) : nullptr;
    if (owner == nullptr) return false;
    std::string why;
    if (owner->login) {
      why = "may log in, and an owner role must not";
    } else if (!owner->member_of.empty()) {
      why = "is a member of " + quoted(owner->member_of.begin()->str()) +
            ", and an owner role must be of none";
    } else if (owner->comment != owner_comment(berth_.database) && !owns_here()) {
      why = "is there, and nothing shows that it is the owner of database " +
            quoted(berth_.database.str());
    }
    if (why.empty()) return false;
    notes_.add(about(claim_, Code::RoleDiffers, "role " + quoted(berth_.owner.str()) + " " + why,
                     "Find out whose role it is; nothing is planned for its database."));
    return true;
  }

  /// Whether the owner role has the claim's database, finished or half-built. A role of that name
  /// may own things of others, which its members could take.
  bool owns_here() const {
    const DatabaseSeen* finished = view_.database(berth_.database);
    const DatabaseSeen* begun = view_.database(building_name(berth_.database));
    return (finished != nullptr && finished->owner == berth_.owner) ||
           (begun != nullptr && begun->owner == berth_.owner && is_ours(*begun));
  }

  void plan_roles() {
    const Shape& shape = *claim_.shape;
    if (shape.owner_role && claim_.may_create.owner && view_.role(berth_.owner) == nullptr)
      draft_.add(Phase::OwnerRole,
                 CreateRole{.role = berth_.owner,
                            .login = false,
                            .inherit = false,
                            .comment = owner_comment(berth_.database)},
                 "not in Postgres", line_of(claim_, Field::Owner));
    const RoleSeen* login = view_.role(berth_.login);
    if (claim_.may_create.login && login == nullptr)
      draft_.add(Phase::LoginRole,
                 CreateRole{.role = berth_.login,
                            .login = true,
                            .inherit = shape.login_inherits,
                            .password = password_},
                 "not in Postgres", line_of(claim_, Field::Username));
    if (shape.owner_role && claim_.may_create.login &&
        (login == nullptr || !login->member_of.contains(berth_.owner)) &&
        !out_of_hand(berth_.owner))
      draft_.add(Phase::Membership, JoinRole{.role = berth_.owner, .member = berth_.login},
                 "not a member");
  }

  /// A role of another admin, which this one can neither give away nor make a database for.
  bool out_of_hand(const RoleName& name) {
    const RoleSeen* role = view_.role(name);
    if (role == nullptr || role->lendable || server_.admin_role.superuser) return false;
    notes_.add(about(claim_, Code::GrantImpossible,
                     "the admin may not make anybody a member of role " + quoted(name.str()),
                     "Let a superuser run: GRANT " + quoted(name.str()) + " TO " +
                         quoted(server_.admin.str()) + " WITH ADMIN OPTION"));
    return true;
  }

  bool plan_building() {
    const DatabaseName building = building_name(berth_.database);
    const DatabaseSeen* begun = view_.database(building);
    const RoleName owner = owner_wanted();
    if (begun != nullptr && !is_ours(*begun)) {
      notes_.add(about(claim_, Code::ForeignBuilding,
                       "database " + quoted(building.str()) + ", under which " +
                           quoted(berth_.database.str()) + " would be built, is not pgberth's",
                       "Find out whose it is and rename it by hand."));
      return false;
    }
    if (!owner.empty() && out_of_hand(owner)) return false;
    const Shape& shape = *claim_.shape;
    draft_.add(
        Phase::Build,
        BuildDatabase{.database = berth_.database,
                      .owner = owner,
                      .encoding = shape.encoding,
                      .locale = shape.locale,
                      .from = shape.from},
        begun == nullptr ? Literal("not in Postgres") : Literal("half-built by an earlier run"),
        line_of(claim_, Field::Database));
    plan_furnishing(view_, berth_, draft_, notes_);
    draft_.add(Phase::Finish, FinishDatabase{berth_.database, shape.public_connects},
               "everything is in it", line_of(claim_, Field::Database));
    return true;
  }

  RoleName owner_wanted() const {
    const Who who = claim_.shape->database_owner;
    return who == Who::Admin ? RoleName{} : berth_.role(who, server_.admin);
  }

  /// A left-over of an earlier run: it says so, or it was born this moment and could say nothing.
  bool is_ours(const DatabaseSeen& begun) const {
    const RoleName owner = owner_wanted().empty() ? server_.admin : owner_wanted();
    return begun.owner == owner && (begun.comment == building_comment(berth_.database) ||
                                    (begun.comment.empty() && !begun.allows_connections));
  }

  /// False when the database is somebody else's, in which nothing may be made.
  bool check_owner(const DatabaseSeen& seen) {
    const RoleName wanted = owner_wanted();
    const bool foreign = !wanted.empty() && seen.owner != wanted;
    if (foreign)
      notes_.add(about(claim_, Code::OwnerDiffers,
                       "database " + quoted(berth_.database.str()) + " belongs to " +
                           quoted(seen.owner.str()) + ", not to " + quoted(wanted.str()),
                       "The owner is not changed, and nothing is made in it; decide by hand."));
    if (view_.database(building_name(berth_.database)) != nullptr)
      notes_.add(about(claim_, Code::LeftOverBuilding,
                       "database " + quoted(building_name(berth_.database).str()) +
                           " is a half-built left-over of " + quoted(berth_.database.str()),
                       "The finished one appeared meanwhile; remove the left-over by hand."));
    return !foreign;
  }

  /// Nothing is begun that the admin has no right to end: not even an entry is born.
  bool lacks_right() {
    const auto wants = [&](Phase phase) { return draft_.has(phase); };
    const RoleSeen& admin = server_.admin_role;
    const std::string who = quoted(server_.admin.str()) + " on " + server_.address;
    const bool roles = wants(Phase::LoginRole) || wants(Phase::OwnerRole);
    const bool any =
        roles || wants(Phase::Membership) || wants(Phase::Build) || wants(Phase::Privileges);
    if (any && server_.read_only) {
      notes_.add(about(claim_, Code::ServerReadOnly, server_.address + " is read-only",
                       "Give the address of the primary, or wait for the end of a failover."));
      return true;
    }
    if (admin.superuser) return false;
    if (roles && !admin.create_role) {
      notes_.add(about(claim_, Code::ServerRights, who + " may not create roles",
                       "Run: ALTER ROLE " + quoted(server_.admin.str()) + " CREATEROLE"));
      return true;
    }
    if (wants(Phase::Build) && !admin.create_database) {
      notes_.add(about(claim_, Code::ServerRights, who + " may not create databases",
                       "Run: ALTER ROLE " + quoted(server_.admin.str()) + " CREATEDB"));
      return true;
    }
    return false;
  }

  const ClaimView& view_;
  const Claim& claim_;
  const Catalogue& server_;
  const Berth& berth_;
  const KeyRef& password_;
  Draft& draft_;
  Notebook& notes_;
};

}  // namespace

bool plan_berth(const ClaimView& view, const Credential& credential, Draft& draft,
                Notebook& notes) {
  if (view.server == nullptr || !view.berth || !credential.password) return true;
  if (BerthPlanner(view, *view.berth, *credential.password, draft, notes).run()) return true;
  draft.clear();
  return false;
}

}  // namespace pgberth
