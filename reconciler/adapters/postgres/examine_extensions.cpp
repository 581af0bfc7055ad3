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

}  // namespace

void examine_extensions(const ServerLook& look, ServerExamined& examined) {
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
      examined.checks.fine(about, "may be created");
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

}  // namespace pgberth
