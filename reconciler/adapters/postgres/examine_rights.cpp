#include "reconciler/adapters/check_list.h"
#include "reconciler/adapters/postgres/examine.h"
#include "reconciler/adapters/postgres/read_catalogue.h"
#include "reconciler/adapters/postgres/session.h"
#include "reconciler/adapters/postgres/sql.h"

#include <pqxx/field>
#include <pqxx/row>

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

constexpr int kRolesHaveAdmins = 160'000;  ///< From then on CREATEROLE is about one's own roles.

std::string quoted(const std::string& name) {
  return "\"" + name + "\"";
}

Names names_of(const ServerWork& work) {
  Names names{.roles = work.new_roles, .databases = work.creates};
  for (const auto& [database, roles] : work.databases) {
    names.databases.insert(database);
    names.roles.insert(roles.begin(), roles.end());
  }
  for (const auto& [extension, required] : work.extensions) names.extensions.insert(extension);
  return names;
}

/// What the work needs, right by right. A superuser has all of them.
class Rights {
 public:
  Rights(Session& session, const ServerFacts& facts, const ServerWork& work)
      : session_(session),
        facts_(facts),
        work_(work),
        catalogue_(read_catalogue(session, names_of(work))) {}

  ServerExamined run() && {
    attribute("CREATEROLE", facts_.creates_roles, !work_.new_roles.empty());
    attribute("CREATEDB", facts_.creates_databases, !work_.creates.empty());
    if (session_.version() < kRolesHaveAdmins) inheritance();
    passwords();
    if (session_.version() >= kRolesHaveAdmins) lent_roles();
    connections();
    templates();
    for (const auto& [extension, required] : work_.extensions) look_at(extension, required);
    return {.checks = std::move(checks_).take(), .by_superuser = std::move(by_superuser_)};
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

  bool is_there(const DatabaseName& database) const {
    return catalogue_.databases.contains(database);
  }

  /// Before 16 who does not inherit is a member of an owner role without being an owner: it can
  /// make the database and cannot finish it.
  void inheritance() {
    const bool needed = std::ranges::any_of(
        work_.owners, [&](const auto& owned) { return !is_there(owned.first); });
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
    return (work_.creates.contains(database) && !is_there(database)) ||
           std::ranges::any_of(roles, [&](const RoleName& role) {
             return work_.new_roles.contains(role) && !catalogue_.roles.contains(role);
           });
  }

  /// Roles that another admin made: this one may neither join others to them nor act for them.
  void lent_roles() {
    std::set<RoleName> foreign;
    for (const auto& [database, roles] : work_.databases)
      for (const RoleName& role : roles) {
        const auto seen = catalogue_.roles.find(role);
        if (seen != catalogue_.roles.end() && !seen->second.lendable && !seen->second.superuser &&
            remains(database, roles))
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

  /// Databases that are there are looked into.
  void connections() {
    std::set<DatabaseName> there;
    for (const auto& [database, seen] : catalogue_.databases)
      if (seen.allows_connections) there.insert(database);
    if (there.empty()) return;
    const pqxx::result rows = session_.query(
        "SELECT datname FROM pg_catalog.pg_database WHERE datname = ANY($1::pg_catalog.name[])"
        " AND NOT pg_catalog.has_database_privilege(oid, 'CONNECT') ORDER BY datname",
        {sql::array_of(there)});
    for (const auto& row : rows) {
      const auto name = row[0].as<std::string>();
      checks_.missing(
          "CONNECT on database " + quoted(name), "it cannot be looked into",
          "GRANT CONNECT ON DATABASE " + sql::identifier(name) + " TO " + admin() + ";");
    }
    if (rows.empty()) checks_.fine("CONNECT", "on all databases that are there");
  }

  /// What new databases are copied from: by anybody if it is marked as a template, and only while
  /// nobody is in it.
  void templates() {
    const bool needed = std::ranges::any_of(
        work_.creates, [&](const DatabaseName& database) { return !is_there(database); });
    if (!needed) return;
    const pqxx::result rows = session_.query(
        "SELECT t.name, d.oid IS NULL,"
        " coalesce(d.datistemplate OR pg_catalog.pg_has_role(d.datdba, 'USAGE'), false),"
        " (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a"
        " WHERE a.datid = d.oid AND a.usesysid IS NOT NULL)"
        " FROM pg_catalog.unnest($1::pg_catalog.name[]) t(name)"
        " LEFT JOIN pg_catalog.pg_database d ON d.datname = t.name ORDER BY t.name",
        {sql::array_of(work_.templates)});
    for (const auto& row : rows) {
      const auto name = row[0].as<std::string>();
      const std::string about = "template " + quoted(name);
      const std::string identifier = sql::identifier(name);
      if (row[1].as<bool>())
        checks_.missing(about, "is not there",
                        "CREATE DATABASE " + identifier + " TEMPLATE template0 IS_TEMPLATE true;");
      else if (!row[2].as<bool>())
        checks_.missing(about, "may be copied only by its owner",
                        "ALTER DATABASE " + identifier + " IS_TEMPLATE true;");
      else if (row[3].as<int>() > 0)
        checks_.missing(
            about, "sessions in it keep it from being copied",
            "SELECT pid, usename, application_name FROM pg_stat_activity WHERE datname = " +
                sql::literal(name) + ";  -- and let them end");
      else
        checks_.fine(about);
    }
  }

  void look_at(const std::string& extension, bool required) {
    const std::string about = "extension " + quoted(extension);
    const auto available = catalogue_.extensions.find(extension);
    if (available == catalogue_.extensions.end()) {
      if (required)
        checks_.missing(
            about, "is not available on the server",
            "Install the package that has " + extension + ".control where the server runs.");
      else
        checks_.fine(about, "is not available, and nobody needs it");
    } else if (available->second) {
      checks_.fine(about, "may be created");
    } else {
      by_superuser_[extension] = where_needed();
    }
  }

  /// Databases that are there, and what new ones are copied from.
  std::set<DatabaseName> where_needed() const {
    std::set<DatabaseName> where;
    for (const DatabaseName& database : work_.creates) {
      if (is_there(database))
        where.insert(database);
      else
        where.insert(work_.templates.begin(), work_.templates.end());
    }
    return where;
  }

  Session& session_;
  const ServerFacts& facts_;
  const ServerWork& work_;
  Catalogue catalogue_;
  CheckList checks_{};
  std::map<std::string, std::set<DatabaseName>> by_superuser_{};
};

}  // namespace

ServerExamined examine_rights(Session& session, const ServerFacts& facts, const ServerWork& work) {
  return Rights(session, facts, work).run();
}

std::set<std::string> extensions_in(Session& session) {
  std::set<std::string> names;
  for (const auto& row : session.query("SELECT extname FROM pg_catalog.pg_extension"))
    names.insert(row[0].as<std::string>());
  return names;
}

Check by_superuser(const std::string& extension, const std::set<DatabaseName>& lacking) {
  Check check{.about = "extension " + quoted(extension),
              .verdict = Verdict::Fine,
              .seen = "may be created only by a superuser, and is there"};
  if (lacking.empty()) return check;
  check.verdict = Verdict::Missing;
  check.seen = "may be created only by a superuser";
  check.cure = "-- as a superuser";
  for (const DatabaseName& database : lacking)
    check.cure += "\n\\connect " + sql::identifier(database.str()) + "\nCREATE EXTENSION " +
                  sql::identifier(extension) + " SCHEMA public;";
  return check;
}

}  // namespace pgberth
