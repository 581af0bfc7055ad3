#pragma once

#include "reconciler/model/server.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// PUBLIC in a MemoryAcl; no role can have this name.
inline const RoleName kPublic{"public"};

using MemoryAcl = std::map<RoleName, std::set<std::string>>;

struct MemoryRole {
  RoleSeen seen{};
  std::optional<std::string> password{};

  bool operator==(const MemoryRole&) const = default;
};

struct MemoryTable {
  RoleName owner;
  MemoryAcl acl{};

  bool operator==(const MemoryTable&) const = default;
};

/// Defaults are those of `CREATE DATABASE` by `postgres` on a server of version 15.
struct MemoryDatabase {
  RoleName owner{"postgres"};
  bool allows_connections = true;
  std::string comment{};
  std::string encoding{};
  std::string locale{};
  std::string from{};
  MemoryAcl acl{{kPublic, {"CONNECT", "TEMPORARY"}}};
  RoleName schema_owner{"pg_database_owner"};  ///< Empty: there is no schema `public`.
  MemoryAcl schema_acl{{kPublic, {"USAGE"}}};
  MemoryAcl future_tables{};  ///< Default privileges of the admin for tables in `public`.
  std::map<std::string, MemoryTable> tables{};
  std::set<std::string> extensions{};

  bool operator==(const MemoryDatabase&) const = default;
};

/// A server as plain data: copy it to compare before and after, fill it at random.
struct MemoryState {
  int version = 150018;
  RoleName admin{"postgres"};  ///< A superuser or not: as its entry in `roles` says.
  bool read_only = false;
  bool unreachable = false;
  std::map<RoleName, MemoryRole> roles{{RoleName{"postgres"},
                                        {.seen = {.login = true,
                                                  .superuser = true,
                                                  .create_role = true,
                                                  .create_database = true,
                                                  .replication = true,
                                                  .bypass_rls = true}}}};
  std::map<DatabaseName, MemoryDatabase> databases{};
  std::map<std::string, bool> extensions{{"ltree", true}};  ///< Available; true: trusted.
  std::set<RoleName> grantable{};     ///< Version 16 and later: roles the admin may give away.
  std::set<RoleName> not_provable{};  ///< Roles whose logins pg_hba.conf turns away.
  std::set<std::string> locked_elsewhere{};  ///< Lock keys that another reconciler holds.

  bool operator==(const MemoryState&) const = default;
};

/// Makes the admin of `state` a `CREATEDB CREATEROLE` role named `name` that is no superuser.
void use_plain_admin(MemoryState& state, const RoleName& name);

/// A Postgres server in memory, held to the same contract as the real one
/// (tests/postgres/server_contract_test.cpp runs on both).
class MemoryServer : public DatabaseServer {
 public:
  explicit MemoryServer(MemoryState state = {}) : state_(std::move(state)) {}

  MemoryState state() const;
  /// Someone else works on the server.
  void change(const std::function<void(MemoryState&)>& edit);
  /// What was changed, in order: "create_role fence", "finish fence_prod".
  std::vector<std::string> log() const;
  /// Calls of any kind.
  std::size_t calls() const;

  Result<Catalogue> catalogue(const Names& names) override;
  Result<Inventory> inventory() override;
  Result<Inside> look_inside(const Question& question) override;
  LoginSeen login(const DatabaseName& database, const RoleName& role, const Secret& password,
                  const RoleName& set_role) override;
  Result<std::unique_ptr<Locks>> lock(const std::set<std::string>& keys,
                                      std::chrono::milliseconds patience) override;
  Result<Creation> create_role(const RoleWanted& role, const Secret* password) override;
  Result<Creation> join(const RoleName& role, const RoleName& member) override;
  Result<Creation> borrow(const RoleName& role) override;
  Result<Done> give_back(const RoleName& role) override;
  Result<Creation> build(const DatabaseWanted& database) override;
  Result<Creation> grant(const GrantWanted& grant) override;
  Result<Creation> own_schema(const DatabaseName& database, const RoleName& owner) override;
  Result<Creation> create_extension(const DatabaseName& database,
                                    const std::string& extension) override;
  Result<Creation> finish(const DatabaseName& database, bool public_connects) override;

 private:
  friend class MemoryLocks;

  mutable std::mutex mutex_;
  std::condition_variable lock_freed_;
  std::set<std::string> locked_;
  std::set<RoleName> borrowed_;
  MemoryState state_;
  std::vector<std::string> log_;
  std::size_t calls_ = 0;
};

}  // namespace pgberth
