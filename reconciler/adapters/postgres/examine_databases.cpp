#include "reconciler/adapters/postgres/examine.h"
#include "reconciler/adapters/postgres/session.h"
#include "reconciler/adapters/postgres/sql.h"
#include "reconciler/base/identifier.h"

#include <pqxx/field>
#include <pqxx/row>

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

/// From then on schema `public` of a new database is its owner's.
constexpr int kOwnersHaveSchemas = 150'000;

std::string quoted(const std::string& name) {
  return "\"" + name + "\"";
}

/// How many are in database `d`. Where sessions are not shown, `sessions` has told so.
std::string sessions_in_it(const ServerLook& look) {
  if (!look.facts.sessions) return "0";
  return "(SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a"
         " WHERE a.datid = d.oid AND a.usesysid IS NOT NULL)";
}

struct DatabaseRow {
  std::string name;
  bool connectable;  ///< It has not been switched off.
  int limit;         ///< Of sessions; -1: none, -2: a DROP of it was interrupted.
  int sessions;
  bool may_connect;
  bool has_owners_rights;
};

std::vector<DatabaseRow> rows_of(const ServerLook& look) {
  std::set<DatabaseName> there;
  for (const auto& [database, seen] : look.catalogue.databases) there.insert(database);
  if (there.empty()) return {};
  const pqxx::result rows = look.session.query(
      "SELECT d.datname, d.datallowconn, d.datconnlimit, " + sessions_in_it(look) +
          ", pg_catalog.has_database_privilege(d.oid, 'CONNECT'),"
          " pg_catalog.pg_has_role(d.datdba, 'USAGE') FROM pg_catalog.pg_database d"
          " WHERE d.datname = ANY($1::pg_catalog.name[]) ORDER BY d.datname",
      {sql::array_of(there)});
  std::vector<DatabaseRow> databases;
  for (const auto& row : rows)
    databases.push_back({.name = row[0].as<std::string>(),
                         .connectable = row[1].as<bool>(),
                         .limit = row[2].as<int>(),
                         .sessions = row[3].as<int>(),
                         .may_connect = row[4].as<bool>(),
                         .has_owners_rights = row[5].as<bool>()});
  return databases;
}

/// Whether the database, which is looked into, takes the admin's session.
bool takes_session(const ServerLook& look, const DatabaseRow& database, CheckList& checks) {
  const std::string about = "connections to database " + quoted(database.name);
  const std::string name = sql::identifier(database.name);
  const bool full = database.limit >= 0 && database.sessions >= database.limit;
  if (database.limit == -2)
    checks.missing(
        about, "a DROP of it was interrupted, and nothing else can be done with it",
        "-- Once nobody needs what is left of it, its owner ends what was begun:\n-- DROP "
        "DATABASE " +
            name + ";");
  else if (!database.connectable)
    checks.missing(about, "it allows none", "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true;");
  else if (full && !look.facts.superuser)
    checks.missing(
        about,
        std::to_string(database.sessions) + " of " + std::to_string(database.limit) + " are in use",
        "ALTER DATABASE " + name + " CONNECTION LIMIT -1;");
  else if (!database.may_connect)
    checks.missing(
        "CONNECT on database " + quoted(database.name), "it cannot be looked into",
        "GRANT CONNECT ON DATABASE " + name + " TO " + sql::identifier(look.facts.admin) + ";");
  else
    return true;
  return false;
}

/// What roles are to be given in a database of somebody else. Before 15 everybody may create in
/// schema `public`, and so may a role that is not there yet.
void ask_of_others(const ServerLook& look, const DatabaseRow& row, ServerExamined& examined) {
  const DatabaseName database(row.name);
  const RoleName& owner = look.catalogue.databases.at(database).owner;
  const bool acts = examined.acts_as.contains(owner) && row.has_owners_rights;
  const auto grants = look.work.grants.find(database);
  if (look.facts.superuser || acts || grants == look.work.grants.end()) return;
  const auto wanted = look.work.owners.find(database);
  if (wanted != look.work.owners.end() && wanted->second != owner)
    return;  // Nothing is made there.
  Question question{.database = database, .wanted = grants->second};
  if (look.session.version() < kOwnersHaveSchemas)
    for (auto& [role, wishes] : question.wanted)
      if (look.is_new(role))
        std::erase_if(wishes, [](const Lacking& wish) { return wish.on == On::Schema; });
  examined.of_others.push_back(std::move(question));
}

void databases_there(const ServerLook& look, ServerExamined& examined) {
  const std::vector<DatabaseRow> rows = rows_of(look);
  bool all = true;
  for (const DatabaseRow& row : rows) {
    const bool taken = takes_session(look, row, examined.checks);
    all = all && taken;
    if (!taken) {
      examined.closed.insert(DatabaseName(row.name));
      continue;
    }
    if (examined.try_in.empty()) examined.try_in = DatabaseName(row.name);
    ask_of_others(look, row, examined);
  }
  if (all && !rows.empty()) examined.checks.fine("CONNECT", "on all databases that are there");
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
  if (!look.any_new_database()) return;
  const pqxx::result rows = look.session.query(
      "SELECT t.name, d.oid IS NULL,"
      " coalesce(d.datistemplate OR pg_catalog.pg_has_role(d.datdba, 'USAGE'), false), " +
          sessions_in_it(look) +
          " FROM pg_catalog.unnest($1::pg_catalog.name[]) t(name)"
          " LEFT JOIN pg_catalog.pg_database d ON d.datname = t.name ORDER BY t.name",
      {sql::array_of(look.work.templates)});
  for (const auto& row : rows) look_at_template(row, checks);
}

}  // namespace

void examine_databases(const ServerLook& look, ServerExamined& examined) {
  examined.acts_as = look.catalogue.admin_role.member_of;
  examined.acts_as.insert(look.catalogue.admin);
  databases_there(look, examined);
  templates(look, examined.checks);
  const auto fresh = std::ranges::find_if(
      look.work.creates, [&](const DatabaseName& database) { return look.is_new(database); });
  if (fresh != look.work.creates.end()) examined.try_in = building_name(*fresh);
  const std::string user = " all " + sql::identifier(look.facts.admin) + " ";
  const std::string kind = look.session.tls().empty() ? "host" : "hostssl";
  examined.host_rule = look.facts.client.empty()
                           ? "local" + user + "scram-sha-256"
                           : kind + user + look.facts.client + " scram-sha-256";
}

std::optional<Check> by_owner(const Question& question, const Inside& inside,
                              const std::set<RoleName>& acts_as) {
  const std::string name = sql::identifier(question.database.str());
  std::string statements;
  for (const auto& [role, wishes] : question.wanted) {
    const auto lacking = inside.lacking.find(role);
    if (lacking == inside.lacking.end()) continue;
    for (const Lacking& wish : wishes) {
      const bool schema = wish.on == On::Schema;
      const bool given = std::ranges::none_of(
          lacking->second, [&](const Lacking& one) { return one.on == wish.on; });
      const bool may = schema && (acts_as.contains(inside.schema_owner) ||
                                  inside.may_create_in_schema.contains(role));
      if (given || may || (!schema && wish.on != On::Database)) continue;
      statements += "\nGRANT " + wish.privileges + " ON " +
                    (schema ? "SCHEMA public" : "DATABASE " + name) + " TO " +
                    sql::identifier(role.str()) + ";";
    }
  }
  if (statements.empty()) return std::nullopt;
  return Check{.about = "owner of database " + quoted(question.database.str()),
               .verdict = Verdict::Missing,
               .seen = "somebody else, who alone can give roles their rights there",
               .cure =
                   "-- as the owner of the database or a superuser, once the role is there"
                   "\n\\connect " +
                   name + statements};
}

}  // namespace pgberth
