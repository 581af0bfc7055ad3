#include "reconciler/adapters/postgres/inside_work.h"

#include "reconciler/adapters/postgres/failure.h"
#include "reconciler/adapters/postgres/privileges.h"
#include "reconciler/adapters/postgres/read_catalogue.h"
#include "reconciler/adapters/postgres/session.h"
#include "reconciler/adapters/postgres/sql.h"

#include <pqxx/field>
#include <pqxx/row>

#include <algorithm>

namespace pgberth {
namespace {

bool role_exists(Session& session, const RoleName& role) {
  return !session
              .query("SELECT FROM pg_catalog.pg_roles WHERE rolname = $1::pg_catalog.name",
                     {role.str()})
              .empty();
}

Error absent(const RoleName& role) {
  return {.code = Code::ServerFailed, .what = "role \"" + role.str() + "\" does not exist"};
}

struct SchemaSeen {
  RoleName owner;
  bool may_be_given;  ///< It is the system's or the admin's.
};

std::optional<SchemaSeen> read_schema(Session& session) {
  const pqxx::result rows = session.query(
      "SELECT r.rolname, r.oid = 10 OR r.rolname IN ('pg_database_owner', CURRENT_USER)"
      " FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles r ON r.oid = n.nspowner"
      " WHERE n.nspname = 'public'");
  if (rows.empty()) return std::nullopt;
  return SchemaSeen{.owner = RoleName(rows[0][0].as<std::string>()),
                    .may_be_given = rows[0][1].as<bool>()};
}

/// Those who live in the schema and would not be at home any more when `owner` has it.
std::set<RoleName> others_than(Session& session, const RoleName& owner) {
  std::set<RoleName> others = read_tenants(session, {owner});
  if (others.empty()) return others;
  const pqxx::result rows = session.query(
      "SELECT r.rolname FROM pg_catalog.pg_roles r, pg_catalog.pg_roles o"
      " WHERE o.rolname = $1::pg_catalog.name AND r.rolname = ANY($2::pg_catalog.name[])"
      " AND pg_catalog.pg_has_role(r.oid, o.oid, 'MEMBER')",
      {owner.str(), sql::array_of(others)});
  for (const auto& row : rows) others.erase(RoleName(row[0].as<std::string>()));
  return others;
}

/// The statement to be run: on tables, only on those that the admin may share. Empty: there are
/// none any more.
std::string statement_for(Session& session, const GrantWanted& grant) {
  const std::string privileges =
      joined(privileges_of(grant.on, grant.privileges, session.version()));
  if (grant.on != On::Tables) return grant_statement(grant, privileges);
  const std::vector<std::string> relations = shareable_relations(session);
  if (relations.empty()) return "";
  return "GRANT " + privileges + " ON TABLE " + joined(relations) + " TO " +
         sql::identifier(grant.to.str());
}

Error held_by(const std::set<RoleName>& others, const RoleName& owner) {
  std::string names;
  for (const RoleName& other : others)
    names += (names.empty() ? "\"" : ", \"") + other.str() + "\"";
  return {.code = Code::SchemaHeldByOthers,
          .what = "schema \"public\" is not given to \"" + owner.str() + "\": " + names +
                  " owns it or lives in it",
          .hint = "Giving it away could lock a service out; decide by hand."};
}

}  // namespace

std::string grant_statement(const GrantWanted& grant, const std::string& privileges) {
  const std::string to = " TO " + sql::identifier(grant.to.str());
  switch (grant.on) {
    case On::Database:
      return "GRANT " + privileges + " ON DATABASE " + sql::identifier(grant.database.str()) + to;
    case On::Schema:
      return "GRANT " + privileges + " ON SCHEMA public" + to;
    case On::Tables:
      return "GRANT " + privileges + " ON ALL TABLES IN SCHEMA public" + to;
    case On::FutureTables:
      break;
  }
  return "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT " + privileges + " ON TABLES" + to;
}

Result<Creation> grant_privileges(Session& session, const GrantWanted& grant) {
  if (!role_exists(session, grant.to)) return absent(grant.to);
  const Lacking wanted{.on = grant.on, .privileges = grant.privileges};
  if (missing_privileges(session, grant.to, wanted).empty()) return Creation::AlreadyThere;
  const std::string statement = statement_for(session, grant);
  if (statement.empty()) return Creation::AlreadyThere;
  session.execute(statement);
  const std::string still = missing_privileges(session, grant.to, wanted);
  if (still.empty()) return Creation::Created;
  return problem(
      Code::StepWithoutEffect,
      "\"" + grant.to.str() + "\" lacks " + still + " on " + std::string(to_string(grant.on)) +
          " of \"" + grant.database.str() + "\" after it was granted: the admin may not grant it",
      "As its owner or a superuser, run in that database: " + grant_statement(grant, still) + ";");
}

Result<Creation> give_schema(Session& session, const RoleName& owner) {
  if (!role_exists(session, owner)) return absent(owner);
  const auto schema = read_schema(session);
  if (!schema) return problem(Code::ServerFailed, "there is no schema \"public\"");
  if (schema->owner == owner) return Creation::AlreadyThere;
  if (!schema->may_be_given) return held_by({schema->owner}, owner);
  if (const auto others = others_than(session, owner); !others.empty())
    return held_by(others, owner);
  session.execute("ALTER SCHEMA public OWNER TO " + sql::identifier(owner.str()));
  const auto after = read_schema(session);
  if (after && after->owner == owner) return Creation::Created;
  return problem(Code::StepWithoutEffect, "schema \"public\" does not belong to \"" + owner.str() +
                                              "\" after it was given to it");
}

Result<Creation> add_extension(Session& session, const std::string& extension) {
  const auto there = [&] {
    return !session
                .query("SELECT FROM pg_catalog.pg_extension WHERE extname = $1::pg_catalog.name",
                       {extension})
                .empty();
  };
  if (there()) return Creation::AlreadyThere;
  const pqxx::result available = session.query(
      "SELECT v.schema IS NOT NULL FROM pg_catalog.pg_available_extensions e"
      " JOIN pg_catalog.pg_available_extension_versions v"
      " ON v.name = e.name AND v.version = e.default_version"
      " WHERE e.name = $1::pg_catalog.name",
      {extension});
  if (available.empty())
    return problem(Code::ExtensionUnavailable,
                   "extension \"" + extension + "\" is not available on the server",
                   "Install its package where the server runs.");
  const bool has_its_own = available[0][0].as<bool>();
  session.execute("CREATE EXTENSION " + sql::identifier(extension) +
                  (has_its_own ? "" : " SCHEMA public"));
  if (there()) return Creation::Created;
  return problem(Code::StepWithoutEffect,
                 "extension \"" + extension + "\" is not there after its creation");
}

}  // namespace pgberth
