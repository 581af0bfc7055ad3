#include "reconciler/adapters/postgres/read_catalogue.h"

#include "reconciler/adapters/postgres/session.h"
#include "reconciler/adapters/postgres/sql.h"

#include <pqxx/field>
#include <pqxx/row>

namespace pgberth {
namespace {

/// Whether the admin may make itself, and others, members of role `r` and act as it.
std::string lendable(int version) {
  if (version >= 160000)
    return "pg_catalog.pg_has_role(CURRENT_USER, r.oid, 'MEMBER WITH ADMIN OPTION') OR ("
           "pg_catalog.pg_has_role(CURRENT_USER, r.oid, 'SET') AND "
           "pg_catalog.pg_has_role(CURRENT_USER, r.oid, 'USAGE'))";
  return "pg_catalog.pg_has_role(CURRENT_USER, r.oid, 'MEMBER') OR (NOT r.rolsuper AND "
         "(SELECT u.rolcreaterole FROM pg_catalog.pg_roles u WHERE u.rolname = CURRENT_USER))";
}

/// The roles that make whoever can become one of them more than a service. What the predefined
/// roles and the admin may do counts as creating roles does.
constexpr auto kPowerful =
    "WITH powerful AS MATERIALIZED (SELECT p.oid, p.rolsuper AS super,"
    " p.rolcreaterole OR p.rolname = CURRENT_USER"
    " OR pg_catalog.starts_with(p.rolname::pg_catalog.text, 'pg_') AS create_role,"
    " p.rolcreatedb AS create_database, p.rolreplication AS replication,"
    " p.rolbypassrls AS bypass_rls FROM pg_catalog.pg_roles p"
    " WHERE p.rolname <> 'pg_database_owner'"
    " AND (p.rolsuper OR p.rolcreaterole OR p.rolcreatedb OR p.rolreplication OR p.rolbypassrls"
    " OR p.rolname = CURRENT_USER OR pg_catalog.starts_with(p.rolname::pg_catalog.text, 'pg_'))) ";

/// What role `r` can reach through its memberships, direct or not, usable or not: a service that
/// can become a superuser is one. The admin's own attributes, and a superuser's, are left as they
/// are; a role without memberships, as nearly all are, reaches nothing.
constexpr auto kReach =
    " LEFT JOIN LATERAL (SELECT pg_catalog.bool_or(p.super) AS super,"
    " pg_catalog.bool_or(p.create_role) AS create_role,"
    " pg_catalog.bool_or(p.create_database) AS create_database,"
    " pg_catalog.bool_or(p.replication) AS replication,"
    " pg_catalog.bool_or(p.bypass_rls) AS bypass_rls"
    " FROM powerful p WHERE NOT r.rolsuper AND r.rolname <> CURRENT_USER AND p.oid <> r.oid"
    " AND EXISTS (SELECT FROM pg_catalog.pg_auth_members a WHERE a.member = r.oid)"
    " AND pg_catalog.pg_has_role(r.oid, p.oid, 'MEMBER')) reach ON true";

/// Roles, one row for each membership (or one without). From 16 on a membership may lack the right
/// to SET ROLE; such a one only lets its holder administer the role.
void read_roles(Session& session, const Names& names, Catalogue& catalogue) {
  const std::string usable = session.version() >= 160000 ? " AND m.set_option" : "";
  const pqxx::result rows = session.query(
      std::string(kPowerful) +
          "SELECT r.rolname, r.rolname = CURRENT_USER, g.rolname,"
          " r.rolcanlogin, r.rolinherit, r.rolsuper OR coalesce(reach.super, false),"
          " r.rolcreaterole OR coalesce(reach.create_role, false),"
          " r.rolcreatedb OR coalesce(reach.create_database, false),"
          " r.rolreplication OR coalesce(reach.replication, false),"
          " r.rolbypassrls OR coalesce(reach.bypass_rls, false), " +
          lendable(session.version()) +
          ", coalesce(pg_catalog.shobj_description(r.oid, 'pg_authid'), '')"
          " FROM pg_catalog.pg_roles r"
          " LEFT JOIN (pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid)"
          " ON m.member = r.oid" +
          usable + kReach +
          " WHERE r.rolname = CURRENT_USER OR r.rolname = ANY($1::pg_catalog.name[])",
      {sql::array_of(names.roles)});
  for (const auto& row : rows) {
    const RoleName name(row[0].as<std::string>());
    const bool is_admin = row[1].as<bool>();
    if (is_admin) catalogue.admin = name;
    RoleSeen seen{.login = row[3].as<bool>(),
                  .inherit = row[4].as<bool>(),
                  .superuser = row[5].as<bool>(),
                  .create_role = row[6].as<bool>(),
                  .create_database = row[7].as<bool>(),
                  .replication = row[8].as<bool>(),
                  .bypass_rls = row[9].as<bool>(),
                  .lendable = row[10].as<bool>(),
                  .comment = row[11].as<std::string>()};
    if (const auto known = catalogue.roles.find(name); known != catalogue.roles.end())
      seen.member_of = known->second.member_of;
    if (!row[2].is_null()) seen.member_of.insert(RoleName(row[2].as<std::string>()));
    catalogue.roles[name] = std::move(seen);
  }
  catalogue.admin_role = catalogue.roles[catalogue.admin];
  if (!names.roles.contains(catalogue.admin)) catalogue.roles.erase(catalogue.admin);
}

void read_databases(Session& session, const Names& names, Catalogue& catalogue) {
  const pqxx::result rows = session.query(
      "SELECT d.datname, pg_catalog.pg_get_userbyid(d.datdba), d.datallowconn,"
      " EXISTS (SELECT FROM pg_catalog.aclexplode("
      "coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) a"
      " WHERE a.grantee = 0 AND a.privilege_type = 'CONNECT'),"
      " coalesce(pg_catalog.shobj_description(d.oid, 'pg_database'), '')"
      " FROM pg_catalog.pg_database d WHERE d.datname = ANY($1::pg_catalog.name[])",
      {sql::array_of(names.databases)});
  for (const auto& row : rows)
    catalogue.databases[DatabaseName(row[0].as<std::string>())] = {
        .owner = RoleName(row[1].as<std::string>()),
        .allows_connections = row[2].as<bool>(),
        .public_connects = row[3].as<bool>(),
        .comment = row[4].as<std::string>()};
}

/// The server reads its extension files for this, so it is asked for only when somebody wants one.
void read_extensions(Session& session, const Names& names, Catalogue& catalogue) {
  const std::string trusted = session.version() >= 130000 ? "v.trusted" : "false";
  const pqxx::result rows =
      session.query("SELECT e.name, NOT v.superuser OR " + trusted +
                        " FROM pg_catalog.pg_available_extensions e"
                        " JOIN pg_catalog.pg_available_extension_versions v"
                        " ON v.name = e.name AND v.version = e.default_version"
                        " WHERE e.name = ANY($1::pg_catalog.name[])",
                    {sql::array_of(names.extensions)});
  for (const auto& row : rows)
    catalogue.extensions[row[0].as<std::string>()] =
        catalogue.admin_role.superuser || row[1].as<bool>();
}

}  // namespace

Catalogue read_catalogue(Session& session, const Names& names) {
  Catalogue catalogue{.version = session.version(),
                      .read_only = session.read_only(),
                      .identity = session.identity()};
  read_roles(session, names, catalogue);
  if (!names.databases.empty()) read_databases(session, names, catalogue);
  if (!names.extensions.empty()) read_extensions(session, names, catalogue);
  return catalogue;
}

}  // namespace pgberth
