#pragma once

#include "reconciler/adapters/postgres/role_work.h"
#include "reconciler/adapters/postgres/server_address.h"
#include "reconciler/base/ports.h"
#include "reconciler/base/socket_watch.h"
#include "reconciler/model/server.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace pgberth {

class LockTable;
class Sessions;
struct Doing;
struct ServerExamined;

/// A real Postgres, version 12 or later, talked to directly (no pooler in between). README.md in
/// this folder says which statements it runs and which rights they need.
class PostgresServer : public DatabaseServer {
 public:
  /// Connects when it is first asked something. `clock` and `entropy` serve the pauses between
  /// tries and live longer than the server.
  PostgresServer(ServerAddress address, Clock& clock, Entropy& entropy);
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  ~PostgresServer() override;

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
  std::vector<Check> examine(const ServerWork& work) override;

 private:
  /// Tries `work` until it succeeds, fails for good or patience ends; what it throws becomes an
  /// Error that tells of `doing`.
  template <class Work>
  auto persist(const Doing& doing, Work work) -> decltype(work());
  /// `work` in a session in `database`, persistently.
  template <class Work>
  auto in(const DatabaseName& database, Doing doing, Work work);

  /// What the catalogue does not tell: it takes logins, and looks into databases.
  std::vector<Check> look_further(ServerExamined examined);
  /// Nothing: the database cannot be looked into.
  std::optional<bool> has(const DatabaseName& database, const std::string& extension);
  Doing doing(std::string activity, const std::string& rights = "") const;

  ServerAddress address_;
  Clock& clock_;
  Entropy& entropy_;
  SocketWatch watch_{};
  std::unique_ptr<Sessions> sessions_;
  std::shared_ptr<LockTable> locks_;
  std::mutex borrowed_mutex_;
  std::map<RoleName, Borrowed> borrowed_;
};

}  // namespace pgberth
