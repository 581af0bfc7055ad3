#include "reconciler/adapters/postgres/read_catalogue.h"
#include "reconciler/adapters/postgres/session.h"

#include <pqxx/field>
#include <pqxx/row>

namespace pgberth {

Inventory read_inventory(Session& session) {
  Inventory inventory;
  const pqxx::result databases = session.query(
      "SELECT d.datname, pg_catalog.pg_get_userbyid(d.datdba)"
      " FROM pg_catalog.pg_database d"
      " WHERE NOT d.datistemplate AND d.datname <> 'postgres'");
  for (const auto& row : databases)
    inventory.databases[DatabaseName(row[0].as<std::string>())] =
        RoleName(row[1].as<std::string>());

  // The bootstrap superuser always has the number 10, however it was renamed.
  const pqxx::result roles = session.query(
      "SELECT r.rolname, r.rolcanlogin, r.rolname = CURRENT_USER FROM pg_catalog.pg_roles r"
      " WHERE r.rolname = CURRENT_USER OR (r.oid <> 10"
      " AND NOT pg_catalog.starts_with(r.rolname::pg_catalog.text, 'pg_'))");
  for (const auto& row : roles) {
    const RoleName name(row[0].as<std::string>());
    if (row[2].as<bool>())
      inventory.admin = name;
    else
      inventory.roles[name] = row[1].as<bool>();
  }
  return inventory;
}

}  // namespace pgberth
