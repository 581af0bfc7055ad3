#include "reconciler/adapters/postgres/examine.h"
#include "reconciler/adapters/postgres/session.h"
#include "reconciler/adapters/postgres/sql.h"

#include <algorithm>

namespace pgberth {
namespace {

constexpr int kRolesHaveAdmins = 160'000;  ///< From then on CREATEROLE is about one's own roles.

std::string quoted(const std::string& name) {
  return "\"" + name + "\"";
}

/// What the work needs, right by right. A superuser has all of them.
class Rights {
 public:
  Rights(const ServerLook& look, CheckList& checks)
      : look_(look), facts_(look.facts), work_(look.work), checks_(checks) {}

  void run() {
    attribute("CREATEROLE", facts_.creates_roles, !work_.new_roles.empty());
    attribute("CREATEDB", facts_.creates_databases, !work_.creates.empty());
    if (look_.session.version() < kRolesHaveAdmins) inheritance();
    passwords();
    if (look_.session.version() >= kRolesHaveAdmins) lent_roles();
  }

 private:
  std::string admin() const { return sql::identifier(facts_.admin); }

  void attribute(const std::string& name, bool there, bool needed) {
    if (there || facts_.superuser)
      checks_.fine(name);
    else if (needed)
      checks_.missing(name, quoted(facts_.admin) + " does not have it",
                      "ALTER ROLE " + admin() + " " + name + ";");
    else
      checks_.fine(name, quoted(facts_.admin) + " does not have it, and does not need it");
  }

  /// Before 16 who does not inherit is a member of an owner role without being an owner: it can
  /// make the database and cannot finish it.
  void inheritance() {
    const bool needed = std::ranges::any_of(
        work_.owners, [&](const auto& owned) { return !look_.is_there(owned.first); });
    if (facts_.inherits || facts_.superuser || !needed) return;
    checks_.missing(
        "INHERIT",
        quoted(facts_.admin) + " does not have the rights of the roles that it owns databases by",
        "ALTER ROLE " + admin() + " INHERIT;");
  }

  void passwords() {
    if (!facts_.restricts_passwords || work_.new_roles.empty()) return;
    const std::string about = "rds.restrict_password_commands";
    if (facts_.sets_passwords || facts_.superuser)
      checks_.fine(about, "is on, and " + quoted(facts_.admin) + " may set passwords");
    else
      checks_.missing(about,
                      "is on, and " + quoted(facts_.admin) +
                          " is no member of \"rds_password\": it may make no role with a password",
                      "GRANT rds_password TO " + admin() + ";");
  }

  /// Whether something is still to be made for the database, so that its roles must be lent.
  bool remains(const DatabaseName& database, const std::set<RoleName>& roles) const {
    return (work_.creates.contains(database) && !look_.is_there(database)) ||
           std::ranges::any_of(roles, [&](const RoleName& role) {
             return work_.new_roles.contains(role) && !look_.is_there(role);
           });
  }

  /// Roles that another admin made: this one may neither join others to them nor act for them.
  void lent_roles() {
    std::set<RoleName> foreign;
    for (const auto& [database, roles] : work_.databases)
      for (const RoleName& role : roles) {
        const auto seen = look_.catalogue.roles.find(role);
        if (seen != look_.catalogue.roles.end() && !seen->second.lendable &&
            !seen->second.superuser && remains(database, roles))
          foreign.insert(role);
      }
    if (facts_.superuser) return;
    for (const RoleName& role : foreign)
      checks_.missing(
          "ADMIN OPTION on role " + quoted(role.str()),
          "another admin made it, and nothing can be given to it or made in its name",
          "GRANT " + sql::identifier(role.str()) + " TO " + admin() + " WITH ADMIN OPTION;");
    if (foreign.empty() && !work_.databases.empty())
      checks_.fine("ADMIN OPTION", "on all roles in the way");
  }

  const ServerLook& look_;
  const ServerFacts& facts_;
  const ServerWork& work_;
  CheckList& checks_;
};

}  // namespace

void examine_rights(const ServerLook& look, CheckList& checks) {
  Rights(look, checks).run();
}

}  // namespace pgberth
