#include "reconciler/adapters/postgres/privileges.h"
#include "reconciler/adapters/postgres/read_catalogue.h"
#include "reconciler/adapters/postgres/session.h"
#include "reconciler/adapters/postgres/sql.h"

#include <pqxx/field>
#include <pqxx/row>

#include <algorithm>
#include <vector>

namespace pgberth {
namespace {

using Wanted = std::map<RoleName, std::set<Lacking>>;

void read_schema(Session& session, Inside& inside) {
  const pqxx::result rows = session.query(
      "SELECT r.rolname, r.oid = 10 OR r.rolname = 'pg_database_owner'"
      " FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles r ON r.oid = n.nspowner"
      " WHERE n.nspname = 'public'");
  if (rows.empty()) return;
  inside.schema_owner = RoleName(rows[0][0].as<std::string>());
  inside.schema_owner_is_system = rows[0][1].as<bool>();
}

void read_extensions(Session& session, Inside& inside) {
  for (const auto& row : session.query("SELECT extname FROM pg_catalog.pg_extension"))
    inside.extensions.insert(row[0].as<std::string>());
}

void read_creators(Session& session, const Wanted& wanted, Inside& inside) {
  sql::Array roles;
  for (const auto& [role, wishes] : wanted) roles.add(role.str());
  const pqxx::result rows = session.query(
      "SELECT r.rolname FROM pg_catalog.pg_roles r, pg_catalog.pg_namespace n"
      " WHERE n.nspname = 'public' AND r.rolname = ANY($1::pg_catalog.name[])"
      " AND pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE')",
      {roles.text()});
  for (const auto& row : rows)
    inside.may_create_in_schema.insert(RoleName(row[0].as<std::string>()));
}

/// The relations of schema `public` that the admin may share: those of roles that it acts for, and
/// not the members of an extension, which are the extension's to share.
constexpr auto kShareable =
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'm', 'f', 'p')"
    " AND pg_catalog.pg_has_role(c.relowner, 'USAGE')"
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d"
    " WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass"
    " AND d.objid = c.oid AND d.deptype = 'e')";

/// What each kind of grant but that on tables is about, with owner and ACL; the words are those of
/// `word_of`.
constexpr auto kObjects =
    "SELECT 'database' AS kind, d.datdba AS owner,"
    " coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba)) AS acl"
    " FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()"
    " UNION ALL SELECT 'schema', n.nspowner,"
    " coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))"
    " FROM pg_catalog.pg_namespace n WHERE n.nspname = 'public'"
    " UNION ALL SELECT 'future tables', u.oid,"
    " coalesce((SELECT f.defaclacl FROM pg_catalog.pg_default_acl f"
    " JOIN pg_catalog.pg_namespace n ON n.oid = f.defaclnamespace"
    " WHERE f.defaclrole = u.oid AND f.defaclobjtype = 'r' AND n.nspname = 'public'),"
    " '{}'::pg_catalog.aclitem[])"
    " || coalesce((SELECT f.defaclacl FROM pg_catalog.pg_default_acl f"
    " WHERE f.defaclrole = u.oid AND f.defaclobjtype = 'r' AND f.defaclnamespace = 0),"
    " pg_catalog.acldefault('r', u.oid))"
    " FROM pg_catalog.pg_roles u WHERE u.rolname = CURRENT_USER";

/// One row for each privilege that a role lacks on some object of that kind. `pg_has_role(…,
/// 'USAGE')` is true for the role itself, for what it inherits and for superusers.
const std::string& lacking_query() {
  static const std::string query =
      std::string("WITH objects AS (") + kObjects +
      " UNION ALL SELECT 'tables', c.relowner,"
      " coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner))" +
      kShareable +
      ") SELECT w.place FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.name[]),"
      " pg_catalog.unnest($2::pg_catalog.text[]), pg_catalog.unnest($3::pg_catalog.text[]))"
      " WITH ORDINALITY AS w(role, kind, privilege, place)"
      " LEFT JOIN pg_catalog.pg_roles r ON r.rolname = w.role"
      " WHERE EXISTS (SELECT FROM objects o WHERE o.kind = w.kind AND NOT coalesce("
      "pg_catalog.pg_has_role(r.oid, o.owner, 'USAGE') OR EXISTS ("
      "SELECT FROM pg_catalog.aclexplode(o.acl) a WHERE a.grantee <> 0"
      " AND a.privilege_type = w.privilege"
      " AND pg_catalog.pg_has_role(r.oid, a.grantee, 'USAGE')), false))"
      " ORDER BY w.place";
  return query;
}

std::string word_of(On on) {
  switch (on) {
    case On::Database:
      return "database";
    case On::Schema:
      return "schema";
    case On::Tables:
      return "tables";
    case On::FutureTables:
      break;
  }
  return "future tables";
}

struct Wish {
  RoleName role;
  On on;
  std::string privilege;
};

std::map<RoleName, std::set<Lacking>> read_lacking(Session& session, const Wanted& wanted) {
  std::vector<Wish> wishes;
  sql::Array roles;
  sql::Array kinds;
  sql::Array privileges;
  for (const auto& [role, grants] : wanted) {
    for (const Lacking& grant : grants) {
      for (const auto& each : privileges_of(grant.on, grant.privileges, session.version())) {
        wishes.push_back({.role = role, .on = grant.on, .privilege = each});
        roles.add(role.str());
        kinds.add(word_of(grant.on));
        privileges.add(each);
      }
    }
  }
  std::map<RoleName, std::map<On, std::vector<std::string>>> found;
  for (const auto& row :
       session.query(lacking_query(), {roles.text(), kinds.text(), privileges.text()})) {
    const Wish& wish = wishes.at(row[0].as<std::size_t>() - 1);
    auto& sofar = found[wish.role][wish.on];
    if (std::ranges::find(sofar, wish.privilege) == sofar.end()) sofar.push_back(wish.privilege);
  }
  std::map<RoleName, std::set<Lacking>> lacking;
  for (const auto& [role, by_kind] : found)
    for (const auto& [on, each] : by_kind)
      lacking[role].insert({.on = on, .privileges = joined(each)});
  return lacking;
}

}  // namespace

std::set<RoleName> read_tenants(Session& session, const std::set<RoleName>& own) {
  const pqxx::result rows = session.query(
      "WITH schema AS (SELECT * FROM pg_catalog.pg_namespace WHERE nspname = 'public'),"
      " relations AS (SELECT c.* FROM pg_catalog.pg_class c JOIN schema s ON s.oid = "
      "c.relnamespace)"
      " SELECT r.rolname FROM pg_catalog.pg_roles r WHERE (r.oid IN ("
      "SELECT nspowner FROM schema"
      " UNION SELECT a.grantee FROM schema, pg_catalog.aclexplode(nspacl) a"
      " UNION SELECT relowner FROM relations"
      " UNION SELECT a.grantee FROM relations, pg_catalog.aclexplode(relacl) a"
      " UNION SELECT p.proowner FROM pg_catalog.pg_proc p JOIN schema s ON s.oid = p.pronamespace"
      " UNION SELECT t.typowner FROM pg_catalog.pg_type t JOIN schema s ON s.oid = t.typnamespace)"
      // A schema of pg_database_owner is the home of whoever owns the database.
      " OR (EXISTS (SELECT FROM schema s JOIN pg_catalog.pg_roles o ON o.oid = s.nspowner"
      " WHERE o.rolname = 'pg_database_owner') AND r.oid = (SELECT d.datdba"
      " FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())))"
      // Up to here, object identifiers are those of the system's own roles.
      " AND r.oid >= 16384 AND NOT r.rolsuper AND r.rolname <> CURRENT_USER"
      " AND r.rolname <> ALL($1::pg_catalog.name[])",
      {sql::array_of(own)});
  std::set<RoleName> tenants;
  for (const auto& row : rows) tenants.insert(RoleName(row[0].as<std::string>()));
  return tenants;
}

Inside read_inside(Session& session, const Question& question) {
  Inside inside;
  read_schema(session, inside);
  read_extensions(session, inside);
  inside.tenants = read_tenants(session, question.own);
  if (question.wanted.empty()) return inside;
  inside.lacking = read_lacking(session, question.wanted);
  read_creators(session, question.wanted, inside);
  return inside;
}

std::vector<std::string> shareable_relations(Session& session) {
  std::vector<std::string> relations;
  for (const auto& row :
       session.query(std::string("SELECT c.relname") + kShareable + " ORDER BY c.relname"))
    relations.push_back("public." + sql::identifier(row[0].as<std::string>()));
  return relations;
}

std::string missing_privileges(Session& session, const RoleName& role, const Lacking& wanted) {
  const auto lacking = read_lacking(session, {{role, {wanted}}});
  return lacking.empty() ? "" : lacking.begin()->second.begin()->privileges;
}

}  // namespace pgberth
