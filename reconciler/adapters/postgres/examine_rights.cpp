#include "reconciler/adapters/postgres/examine.h"
#include "reconciler/adapters/postgres/session.h"
#include "reconciler/adapters/postgres/sql.h"

#include <pqxx/field>
#include <pqxx/row>

#include <algorithm>

namespace pgberth {
namespace {

/// From then on schema `public` of a new database is the role's of which its owner is a member.
constexpr int kOwnersHaveSchemas = 150'000;
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
    const std::set<RoleName> foreign = foreign_roles();
    const bool roles_have_admins = look_.session.version() >= kRolesHaveAdmins;
    attribute("CREATEROLE", facts_.creates_roles,
              look_.any_new_role() || (!roles_have_admins && !foreign.empty()));
    attribute("CREATEDB", facts_.creates_databases, look_.any_new_database());
    if (!roles_have_admins) inheritance();
    passwords();
    if (roles_have_admins) lent_roles(foreign);
    locks();
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

  /// Whether the schema of the database is, or will be, the admin's only by inheriting it.
  bool inherits_schema(const DatabaseName& database, const std::set<RoleName>& roles) const {
    if (!work_.creates.contains(database) || !remains(database, roles)) return false;
    const auto seen = look_.catalogue.databases.find(database);
    return seen == look_.catalogue.databases.end() || seen->second.owner.str() == facts_.admin;
  }

  /// Before 16 who does not inherit is a member of an owner role without being an owner: it can
  /// make the database and cannot finish it. On 15 schema `public` has such an owner everywhere.
  void inheritance() {
    bool needed = std::ranges::any_of(
        work_.owners, [&](const auto& owned) { return !look_.is_there(owned.first); });
    if (look_.session.version() >= kOwnersHaveSchemas)
      needed = needed || std::ranges::any_of(work_.databases, [&](const auto& one) {
                 return inherits_schema(one.first, one.second);
               });
    if (facts_.inherits || facts_.superuser || !needed) return;
    checks_.missing(
        "INHERIT",
        quoted(facts_.admin) +
            " does not have the rights of the roles that databases or schemas belong to",
        "ALTER ROLE " + admin() + " INHERIT;");
  }

  void passwords() {
    if (!facts_.restricts_passwords || !look_.any_new_role()) return;
    const std::string about = "rds.restrict_password_commands";
    if (facts_.sets_passwords || facts_.superuser)
      checks_.fine(about, "is on, and " + quoted(facts_.admin) + " may set passwords");
    else
      checks_.missing(about,
                      "is on, and " + quoted(facts_.admin) +
                          " is no member of \"rds_password\": it may make no role with a password",
                      "GRANT rds_password TO " + admin() + ";");
  }

  /// Whether one of the roles is still to be made a member of the database's owner.
  bool joins_remain(const DatabaseName& database, const std::set<RoleName>& roles) const {
    const auto owner = work_.owners.find(database);
    if (owner == work_.owners.end()) return false;
    return std::ranges::any_of(roles, [&](const RoleName& role) {
      const auto seen = look_.catalogue.roles.find(role);
      return role != owner->second && seen != look_.catalogue.roles.end() &&
             !seen->second.member_of.contains(owner->second);
    });
  }

  /// Whether something is still to be made for the database, so that its roles must be lent.
  bool remains(const DatabaseName& database, const std::set<RoleName>& roles) const {
    return look_.is_new(database) || joins_remain(database, roles) ||
           std::ranges::any_of(roles, [&](const RoleName& role) { return look_.is_new(role); });
  }

  /// Roles that the admin may neither join others to nor act for, and would have to.
  std::set<RoleName> foreign_roles() const {
    std::set<RoleName> foreign;
    for (const auto& [database, roles] : work_.databases)
      for (const RoleName& role : roles) {
        const auto seen = look_.catalogue.roles.find(role);
        if (seen != look_.catalogue.roles.end() && !seen->second.lendable &&
            !seen->second.superuser && remains(database, roles))
          foreign.insert(role);
      }
    return foreign;
  }

  void lent_roles(const std::set<RoleName>& foreign) {
    if (facts_.superuser) return;
    for (const RoleName& role : foreign)
      checks_.missing(
          "ADMIN OPTION on role " + quoted(role.str()),
          "another admin made it, and nothing can be given to it or made in its name",
          "GRANT " + sql::identifier(role.str()) + " TO " + admin() + " WITH ADMIN OPTION;");
    if (foreign.empty() && !work_.databases.empty())
      checks_.fine("ADMIN OPTION", "on all roles in the way");
  }

  /// Anybody may call them, unless somebody took that away.
  void locks() {
    if (work_.databases.empty()) return;
    const pqxx::result rows = look_.session.query(
        "SELECT f FROM pg_catalog.unnest('{pg_catalog.pg_try_advisory_lock(bigint),"
        " pg_catalog.pg_advisory_unlock(bigint)}'::pg_catalog.text[]) f"
        " WHERE NOT pg_catalog.has_function_privilege(f, 'EXECUTE')");
    for (const auto& row : rows) {
      const auto function = row[0].as<std::string>();
      checks_.missing("EXECUTE on " + function, "locks are taken and given back with it",
                      "GRANT EXECUTE ON FUNCTION " + function + " TO " + admin() + ";");
    }
    if (rows.empty()) checks_.fine("locks", "may be taken");
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
