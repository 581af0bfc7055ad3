#include "reconciler/adapters/postgres/examine.h"
#include "reconciler/adapters/postgres/session.h"
#include "reconciler/adapters/postgres/sql.h"

#include <pqxx/field>
#include <pqxx/row>

namespace pgberth {
namespace {

std::string about_extension(const std::string& extension) {
  return "extension \"" + extension + "\"";
}

/// Databases that are there, and what new ones are copied from.
std::set<DatabaseName> where_needed(const ServerLook& look) {
  std::set<DatabaseName> where;
  for (const DatabaseName& database : look.work.creates) {
    if (look.is_there(database))
      where.insert(database);
    else
      where.insert(look.work.templates.begin(), look.work.templates.end());
  }
  return where;
}

/// Databases of others that are there, in which the admin creates nothing.
std::set<DatabaseName> shut_to(const ServerLook& look) {
  std::set<DatabaseName> there;
  for (const DatabaseName& database : look.work.creates)
    if (look.is_there(database)) there.insert(database);
  if (there.empty() || look.facts.superuser) return {};
  std::set<DatabaseName> shut;
  for (const auto& row : look.session.query(
           "SELECT datname FROM pg_catalog.pg_database WHERE datname = ANY($1::pg_catalog.name[])"
           " AND NOT pg_catalog.has_database_privilege(oid, 'CREATE')",
           {sql::array_of(there)}))
    shut.insert(DatabaseName(row[0].as<std::string>()));
  return shut;
}

}  // namespace

void examine_extensions(const ServerLook& look, ServerExamined& examined) {
  if (look.work.extensions.empty()) return;
  const std::set<DatabaseName> shut = shut_to(look);
  for (const auto& [extension, required] : look.work.extensions) {
    const std::string about = about_extension(extension);
    const auto available = look.catalogue.extensions.find(extension);
    if (available == look.catalogue.extensions.end()) {
      if (required)
        examined.checks.missing(
            about, "is not available on the server",
            "Install the package that has " + extension + ".control where the server runs.");
      else
        examined.checks.fine(about, "is not available, and nobody needs it");
    } else if (available->second) {
      examined.by_creator[extension] = shut;
    } else {
      examined.by_superuser[extension] = where_needed(look);
    }
  }
}

std::set<std::string> extensions_in(Session& session) {
  std::set<std::string> names;
  for (const auto& row : session.query("SELECT extname FROM pg_catalog.pg_extension"))
    names.insert(row[0].as<std::string>());
  return names;
}

Check by_superuser(const std::string& extension, const std::set<DatabaseName>& lacking) {
  Check check{.about = about_extension(extension),
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

Check by_creator(const std::string& extension, const std::set<DatabaseName>& lacking,
                 const std::string& admin) {
  Check check{
      .about = about_extension(extension), .verdict = Verdict::Fine, .seen = "may be created"};
  if (lacking.empty()) return check;
  check.verdict = Verdict::Missing;
  check.seen = "may not be created in databases of others";
  for (const DatabaseName& database : lacking) {
    if (!check.cure.empty()) check.cure += "\n";
    check.cure += "GRANT CREATE ON DATABASE " + sql::identifier(database.str()) + " TO " +
                  sql::identifier(admin) + ";";
  }
  return check;
}

}  // namespace pgberth
