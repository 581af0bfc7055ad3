#include "reconciler/adapters/postgres/examine.h"
#include "reconciler/adapters/postgres/session.h"
#include "reconciler/adapters/postgres/sql.h"

#include <pqxx/field>
#include <pqxx/row>

namespace pgberth {
namespace {

std::string quoted(const std::string& name) {
  return "\"" + name + "\"";
}

/// Databases that are there are looked into.
void connections(const ServerLook& look, CheckList& checks) {
  std::set<DatabaseName> there;
  for (const auto& [database, seen] : look.catalogue.databases)
    if (seen.allows_connections) there.insert(database);
  if (there.empty()) return;
  const pqxx::result rows = look.session.query(
      "SELECT datname FROM pg_catalog.pg_database WHERE datname = ANY($1::pg_catalog.name[])"
      " AND NOT pg_catalog.has_database_privilege(oid, 'CONNECT') ORDER BY datname",
      {sql::array_of(there)});
  for (const auto& row : rows) {
    const auto name = row[0].as<std::string>();
    checks.missing("CONNECT on database " + quoted(name), "it cannot be looked into",
                   "GRANT CONNECT ON DATABASE " + sql::identifier(name) + " TO " +
                       sql::identifier(look.facts.admin) + ";");
  }
  if (rows.empty()) checks.fine("CONNECT", "on all databases that are there");
}

void look_at_template(const pqxx::row& row, CheckList& checks) {
  const auto name = row[0].as<std::string>();
  const std::string about = "template " + quoted(name);
  const std::string identifier = sql::identifier(name);
  if (row[1].as<bool>())
    checks.missing(about, "is not there",
                   "CREATE DATABASE " + identifier + " TEMPLATE template0 IS_TEMPLATE true;");
  else if (!row[2].as<bool>())
    checks.missing(about, "may be copied only by its owner",
                   "ALTER DATABASE " + identifier + " IS_TEMPLATE true;");
  else if (row[3].as<int>() > 0)
    checks.missing(about, "sessions in it keep it from being copied",
                   "SELECT pid, usename, application_name FROM pg_stat_activity WHERE datname = " +
                       sql::literal(name) + ";  -- and let them end");
  else
    checks.fine(about);
}

/// What new databases are copied from: by anybody if it is marked as a template, and only while
/// nobody is in it.
void templates(const ServerLook& look, CheckList& checks) {
  // Where sessions are not shown, `sessions` has told so.
  const std::string count = look.facts.sessions
                                ? "(SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a"
                                  " WHERE a.datid = d.oid AND a.usesysid IS NOT NULL)"
                                : "0";

  if (!look.any_new_database()) return;
  const pqxx::result rows = look.session.query(
      "SELECT t.name, d.oid IS NULL,"
      " coalesce(d.datistemplate OR pg_catalog.pg_has_role(d.datdba, 'USAGE'), false), " +
          count +
          " FROM pg_catalog.unnest($1::pg_catalog.name[]) t(name)"
          " LEFT JOIN pg_catalog.pg_database d ON d.datname = t.name ORDER BY t.name",
      {sql::array_of(look.work.templates)});
  for (const auto& row : rows) look_at_template(row, checks);
}

}  // namespace

void examine_databases(const ServerLook& look, CheckList& checks) {
  connections(look, checks);
  templates(look, checks);
}

}  // namespace pgberth
