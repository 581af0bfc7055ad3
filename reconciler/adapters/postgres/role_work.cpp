#include "reconciler/adapters/postgres/role_work.h"

#include "reconciler/adapters/postgres/connect.h"
#include "reconciler/adapters/postgres/failure.h"
#include "reconciler/adapters/postgres/session.h"
#include "reconciler/adapters/postgres/sql.h"

#include <pqxx/field>
#include <pqxx/row>

namespace pgberth {
namespace {

bool exists(Session& session, const RoleName& role) {
  return !session
              .query("SELECT FROM pg_catalog.pg_roles WHERE rolname = $1::pg_catalog.name",
                     {role.str()})
              .empty();
}

bool joined(Session& session, const RoleName& role, const RoleName& member) {
  const std::string usable = session.version() >= 160000 ? " AND a.set_option" : "";
  return !session
              .query(
                  "SELECT FROM pg_catalog.pg_auth_members a"
                  " JOIN pg_catalog.pg_roles r ON r.oid = a.roleid"
                  " JOIN pg_catalog.pg_roles m ON m.oid = a.member"
                  " WHERE r.rolname = $1::pg_catalog.name"
                  " AND m.rolname = $2::pg_catalog.name" +
                      usable,
                  {role.str(), member.str()})
              .empty();
}

Error without_effect(std::string what) {
  return {.code = Code::StepWithoutEffect,
          .what = std::move(what),
          .hint = "See the server's log for what it says, and whether something undoes it there."};
}

Error absent(const RoleName& role) {
  return {.code = Code::ServerFailed, .what = "role \"" + role.str() + "\" does not exist"};
}

/// Whether the admin can act as `role` already: become it, and have its rights without that.
bool acts_as(Session& session, const RoleName& role) {
  // Before 16 a member can always SET ROLE, and inheriting is the member's own attribute.
  const std::string can =
      session.version() >= 160000
          ? "pg_catalog.pg_has_role(oid, 'SET') AND pg_catalog.pg_has_role(oid, 'USAGE')"
          : "pg_catalog.pg_has_role(oid, 'MEMBER')";
  const pqxx::result rows = session.query(
      "SELECT " + can + " FROM pg_catalog.pg_roles WHERE rolname = $1::pg_catalog.name",
      {role.str()});
  return !rows.empty() && rows[0][0].as<bool>();
}

/// The membership that the admin itself gave itself, from 16 on.
std::optional<Membership> own_membership(Session& session, const RoleName& role) {
  const pqxx::result rows = session.query(
      "SELECT a.inherit_option, a.set_option FROM pg_catalog.pg_auth_members a"
      " JOIN pg_catalog.pg_roles r ON r.oid = a.roleid"
      " JOIN pg_catalog.pg_roles m ON m.oid = a.member"
      " WHERE r.rolname = $1::pg_catalog.name AND m.rolname = CURRENT_USER"
      " AND a.grantor = a.member",
      {role.str()});
  if (rows.empty()) return std::nullopt;
  return Membership{.inherit = rows[0][0].as<bool>(), .set = rows[0][1].as<bool>()};
}

std::string grant_to_admin(const RoleName& role, const Membership& membership) {
  return "GRANT " + sql::identifier(role.str()) + " TO CURRENT_USER WITH INHERIT " +
         (membership.inherit ? "TRUE" : "FALSE") + ", SET " + (membership.set ? "TRUE" : "FALSE");
}

}  // namespace

Result<Creation> create_role(Session& session, const RoleWanted& role, const Secret* password) {
  if (exists(session, role.name)) return Creation::AlreadyThere;
  if (password != nullptr && has_nul(*password))
    return problem(Code::ServerFailed,
                   "the stored password of role \"" + role.name.str() + "\" has a NUL byte",
                   "Store a password without one: no Postgres takes it.");
  std::string statement = "CREATE ROLE " + sql::identifier(role.name.str()) +
                          (role.login ? " LOGIN" : " NOLOGIN") +
                          (role.inherit ? " INHERIT" : " NOINHERIT");
  if (password != nullptr) {
    const Secret verifier = session.verifier(role.name.str(), *password);
    statement += " PASSWORD " + sql::literal(verifier.reveal());
  }
  if (!role.comment.empty())
    statement += "; COMMENT ON ROLE " + sql::identifier(role.name.str()) + " IS " +
                 sql::literal(role.comment);
  session.execute(statement);
  if (!exists(session, role.name))
    return without_effect("role \"" + role.name.str() + "\" is not there after its creation");
  return Creation::Created;
}

Result<Creation> join_role(Session& session, const RoleName& role, const RoleName& member) {
  if (joined(session, role, member)) return Creation::AlreadyThere;
  session.execute("GRANT " + sql::identifier(role.str()) + " TO " + sql::identifier(member.str()));
  if (!joined(session, role, member))
    return without_effect("role \"" + member.str() + "\" is no member of \"" + role.str() +
                          "\" after it was made one");
  return Creation::Created;
}

Result<std::optional<Borrowed>> borrow_role(Session& session, const RoleName& role) {
  if (!exists(session, role)) return absent(role);
  if (acts_as(session, role)) return std::optional<Borrowed>();
  Borrowed borrowed;
  if (session.version() >= 160000) {
    borrowed.before = own_membership(session, role);
    session.execute(grant_to_admin(role, {.inherit = true, .set = true}));
  } else {
    session.execute("GRANT " + sql::identifier(role.str()) + " TO CURRENT_USER");
  }
  if (!acts_as(session, role))
    return without_effect("the admin cannot act as \"" + role.str() + "\" after it was allowed to");
  return std::optional(borrowed);
}

void give_role_back(Session& session, const RoleName& role, const Borrowed& borrowed) {
  if (borrowed.before)
    session.execute(grant_to_admin(role, *borrowed.before));
  else
    session.execute("REVOKE " + sql::identifier(role.str()) + " FROM CURRENT_USER" +
                    (session.version() >= 160000 ? " GRANTED BY CURRENT_USER" : ""));
}

}  // namespace pgberth
