#pragma once

#include "reconciler/base/result.h"
#include "reconciler/base/secret.h"
#include "reconciler/model/catalogue.h"
#include "reconciler/model/checkup.h"
#include "reconciler/model/store.h"

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// The names whose roles and databases a catalogue is asked for.
struct Names {
  std::set<RoleName> roles{};
  std::set<DatabaseName> databases{};
  std::set<std::string> extensions{};
};

/// What a look into a database asks about: the roles, and the privileges they should have.
struct Question {
  DatabaseName database;
  std::map<RoleName, std::set<Lacking>> wanted{};  ///< Lacking::privileges as SQL, "ALL" allowed.
  std::set<RoleName> own{};  ///< Roles of the claims themselves: they are not "others".
};

struct RoleWanted {
  RoleName name;
  bool login = true;
  bool inherit = true;
  std::string comment{};  ///< Set together with the creation; "": none.
};

struct DatabaseWanted {
  DatabaseName name;
  RoleName owner{};  ///< Empty: the admin.
  std::string encoding{};
  std::string locale{};
  std::string from{};
};

/// A privilege given to a role in `database` (its name at that moment).
struct GrantWanted {
  DatabaseName database;
  On on;
  std::string privileges;
  RoleName to;
};

/// A held set of advisory locks; gives them back when it goes away.
class Locks {
 public:
  virtual ~Locks() = default;
};

/// One Postgres server, worked on as its admin. There is no call that drops, resets or takes over.
/// Calls may come from several threads at once; the number of sessions is bounded.
/// A lost race (the object appeared meanwhile) is AlreadyThere, transient faults are retried
/// inside, and a call counts only if its effect was observed afterwards: else StepWithoutEffect.
class DatabaseServer {
 public:
  virtual ~DatabaseServer() = default;

  /// Roles, databases and extensions by name, in a number of round trips that does not depend on
  /// how many names there are.
  virtual Result<Catalogue> catalogue(const Names& names) = 0;

  /// Everything that somebody made there, asked for or not, in a fixed number of round trips.
  virtual Result<Inventory> inventory() = 0;

  /// What only a session in the database sees, without logins.
  virtual Result<Inside> look_inside(const Question& question) = 0;

  /// Tries to log in as `role` and, when `set_role` is not empty, to become that.
  virtual LoginSeen login(const DatabaseName& database, const RoleName& role,
                          const Secret& password, const RoleName& set_role) = 0;

  /// Holds all of `keys`, waiting no longer than `patience`; LockHeld when another session does.
  virtual Result<std::unique_ptr<Locks>> lock(const std::set<std::string>& keys,
                                              std::chrono::milliseconds patience) = 0;

  /// A new role with the SCRAM verifier of `password`, or without one when it is nullptr.
  virtual Result<Creation> create_role(const RoleWanted& role, const Secret* password) = 0;

  /// Makes `member` a member of `role`.
  virtual Result<Creation> join(const RoleName& role, const RoleName& member) = 0;

  /// Makes the admin a member of `role` for the work that needs it; AlreadyThere when it is one, or
  /// needs none. Only what was Created here is given back.
  virtual Result<Creation> borrow(const RoleName& role) = 0;
  virtual Result<Done> give_back(const RoleName& role) = 0;

  /// A database under its building name, closed to PUBLIC and marked as pgberth's own; one that
  /// pgberth left behind there is AlreadyThere, a foreign one is ForeignBuilding.
  virtual Result<Creation> build(const DatabaseWanted& database) = 0;

  virtual Result<Creation> grant(const GrantWanted& grant) = 0;

  /// Makes `owner` the owner of schema `public` in `database`, if nobody else lives there.
  virtual Result<Creation> own_schema(const DatabaseName& database, const RoleName& owner) = 0;

  virtual Result<Creation> create_extension(const DatabaseName& database,
                                            const std::string& extension) = 0;

  /// Opens the database under its building name to PUBLIC again where the shape says so, and
  /// renames it, both or neither. AlreadyThere: the final name appeared meanwhile.
  virtual Result<Creation> finish(const DatabaseName& database, bool public_connects) = 0;

  /// Whether `work` can be done here by the admin, as far as it can be told without writing.
  virtual std::vector<Check> examine(const ServerWork& work) {
    (void)work;
    return {};
  }
};

}  // namespace pgberth
