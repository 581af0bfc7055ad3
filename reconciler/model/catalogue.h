#pragma once

#include "reconciler/base/error.h"
#include "reconciler/base/name.h"
#include "reconciler/model/shape.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace pgberth {

/// A role; its attributes include those of every role that it can become.
struct RoleSeen {
  bool login = false;
  bool inherit = true;
  bool superuser = false;
  bool create_role = false;
  bool create_database = false;
  bool replication = false;
  bool bypass_rls = false;
  bool lendable = true;            ///< The admin may make itself, and others, a member of it.
  std::set<RoleName> member_of{};  ///< Direct memberships.
  std::string comment{};

  /// Whether a service that had this role would be more than a service.
  bool privileged() const {
    return superuser || create_role || create_database || replication || bypass_rls;
  }
  bool operator==(const RoleSeen&) const = default;
};

/// What the login as a service role answered.
enum class LoginAnswer { NotTried, Works, Refused, NotProved };

struct LoginSeen {
  LoginAnswer answer = LoginAnswer::NotTried;
  std::string detail{};  ///< Why not; never the password.

  bool operator==(const LoginSeen&) const = default;
};

/// A privilege of one role that a grant of a shape asks for and the database lacks, effective
/// privileges considered (own, inherited, as owner), those of PUBLIC not.
struct Lacking {
  On on;
  std::string privileges;  ///< Only the missing ones: "CREATE", "CONNECT, TEMPORARY".

  auto operator<=>(const Lacking&) const = default;
};

/// What only a connection to the database itself can see.
struct Inside {
  RoleName schema_owner{};              ///< Of schema `public`; empty: there is no such schema.
  bool schema_owner_is_system = false;  ///< The bootstrap superuser or `pg_database_owner`.
  std::set<RoleName> tenants{};         ///< Other roles that own or were granted something in it.
  std::map<RoleName, std::set<Lacking>> lacking{};  ///< By role, for the grants that were asked.
  std::set<RoleName> may_create_in_schema{};  ///< Roles asked about that effectively may, PUBLIC's
                                              ///< privileges included.
  std::set<std::string> extensions{};
  std::map<RoleName, LoginSeen> logins{};

  bool operator==(const Inside&) const = default;
};

struct DatabaseSeen {
  RoleName owner{};
  bool allows_connections = true;
  bool public_connects = true;
  std::string comment{};
  std::optional<Inside> inside{};  ///< Absent: not looked into.
  std::string not_looked{};        ///< Why not, when a look was tried and failed.

  bool operator==(const DatabaseSeen&) const = default;
};

/// All databases and roles on a server that did not come with it: neither templates nor the
/// database `postgres`, neither the bootstrap superuser nor the roles `pg_…`, and not the admin.
struct Inventory {
  RoleName admin{};
  std::string address{};                         ///< host:port that is used.
  std::map<DatabaseName, RoleName> databases{};  ///< With their owners.
  std::map<RoleName, bool> roles{};              ///< True: it may log in.

  bool operator==(const Inventory&) const = default;
};

/// One server's answer, restricted to the names that were asked for.
struct Catalogue {
  int version = 0;  ///< server_version_num, for example 150018.
  RoleName admin{};
  RoleSeen admin_role{};
  bool read_only = false;
  std::string address{};   ///< host:port that is used.
  std::string identity{};  ///< The same under every name by which this one running server is
                           ///< reached, and no other's; "": not known.
  std::map<RoleName, RoleSeen> roles{};
  std::map<DatabaseName, DatabaseSeen> databases{};
  std::map<std::string, bool> extensions{};  ///< Available ones; true: this admin may create it.
  /// Logins tried outside of a look: as roles that exist, with the password that values give.
  std::map<RoleName, LoginSeen> logins{};

  bool operator==(const Catalogue&) const = default;
};

}  // namespace pgberth
