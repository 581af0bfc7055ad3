#include "reconciler/adapters/postgres/database_work.h"

#include "reconciler/adapters/postgres/failure.h"
#include "reconciler/adapters/postgres/read_catalogue.h"
#include "reconciler/adapters/postgres/session.h"
#include "reconciler/adapters/postgres/sql.h"
#include "reconciler/base/identifier.h"

#include <optional>

namespace pgberth {
namespace {

struct Seen {
  RoleName admin{};
  std::optional<DatabaseSeen> final_one{};
  std::optional<DatabaseSeen> building{};
};

Seen look(Session& session, const DatabaseName& database) {
  const Catalogue catalogue =
      read_catalogue(session, {.databases = {database, building_name(database)}});
  Seen seen{.admin = catalogue.admin};
  for (const auto& [name, facts] : catalogue.databases)
    (name == database ? seen.final_one : seen.building) = facts;
  return seen;
}

Error foreign(const DatabaseName& database, const DatabaseSeen& seen) {
  return {.code = Code::ForeignBuilding,
          .what = "database \"" + building_name(database).str() + "\", the name under which \"" +
                  database.str() + "\" would be built, belongs to \"" + seen.owner.str() +
                  "\" and is not marked as pgberth's own",
          .hint = "Find out who made it; rename or remove it by hand."};
}

std::string create_statement(const DatabaseWanted& wanted) {
  std::string statement = "CREATE DATABASE " + sql::identifier(building_name(wanted.name).str());
  if (!wanted.owner.empty()) statement += " OWNER " + sql::identifier(wanted.owner.str());
  if (!wanted.from.empty()) statement += " TEMPLATE " + sql::identifier(wanted.from);
  if (!wanted.encoding.empty()) statement += " ENCODING " + sql::literal(wanted.encoding);
  if (!wanted.locale.empty())
    statement +=
        " LC_COLLATE " + sql::literal(wanted.locale) + " LC_CTYPE " + sql::literal(wanted.locale);
  return statement + " ALLOW_CONNECTIONS false";
}

/// Marked, closed to PUBLIC and then open to connections: one transaction.
std::string mark_statements(const DatabaseName& database) {
  const std::string name = sql::identifier(building_name(database).str());
  return "COMMENT ON DATABASE " + name + " IS " + sql::literal(building_comment(database)) +
         "; REVOKE CONNECT, TEMPORARY ON DATABASE " + name + " FROM PUBLIC; ALTER DATABASE " +
         name + " ALLOW_CONNECTIONS true";
}

}  // namespace

Result<Creation> build_database(Session& session, const DatabaseWanted& wanted) {
  Seen seen = look(session, wanted.name);
  Creation creation = Creation::AlreadyThere;
  if (!seen.building) {
    session.execute(create_statement(wanted));
    creation = Creation::Created;
    seen = look(session, wanted.name);
  }
  const std::string comment = building_comment(wanted.name);
  const RoleName& owner = wanted.owner.empty() ? seen.admin : wanted.owner;
  const auto ready = [&] {
    return seen.building && seen.building->comment == comment &&
           seen.building->allows_connections && !seen.building->public_connects;
  };
  if (seen.building) {
    const bool unmarked = seen.building->comment.empty() && !seen.building->allows_connections;
    if (seen.building->owner != owner || (seen.building->comment != comment && !unmarked))
      return foreign(wanted.name, *seen.building);
    if (ready()) return creation;
    session.execute(mark_statements(wanted.name));
    seen = look(session, wanted.name);
  }
  if (ready()) return creation;
  return problem(Code::StepWithoutEffect,
                 "database \"" + building_name(wanted.name).str() +
                     "\" could not be marked and closed to PUBLIC",
                 "The admin must own it, or be a member of the role that does.");
}

Result<Creation> finish_database(Session& session, const DatabaseName& database,
                                 bool public_connects) {
  const Seen seen = look(session, database);
  if (seen.final_one) return Creation::AlreadyThere;
  if (!seen.building)
    return problem(Code::ServerFailed,
                   "database \"" + building_name(database).str() + "\" is not there");
  if (seen.building->comment != building_comment(database))
    return foreign(database, *seen.building);
  const std::string name = sql::identifier(building_name(database).str());
  std::string statements = "COMMENT ON DATABASE " + name + " IS NULL;";
  if (public_connects) statements += "GRANT CONNECT, TEMPORARY ON DATABASE " + name + " TO PUBLIC;";
  session.execute(statements + "ALTER DATABASE " + name + " RENAME TO " +
                  sql::identifier(database.str()));
  const Seen after = look(session, database);
  if (after.final_one && after.final_one->public_connects == public_connects)
    return Creation::Created;
  return problem(
      Code::StepWithoutEffect,
      "database \"" + database.str() + "\" is not as it should be after it was given its name",
      "Compare its privileges (\\l in psql) with what the plan says.");
}

}  // namespace pgberth
