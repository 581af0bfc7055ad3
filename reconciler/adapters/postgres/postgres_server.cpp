#include "reconciler/adapters/postgres/postgres_server.h"

#include "reconciler/adapters/postgres/database_work.h"
#include "reconciler/adapters/postgres/examine.h"
#include "reconciler/adapters/postgres/failure.h"
#include "reconciler/adapters/postgres/inside_work.h"
#include "reconciler/adapters/postgres/lock_table.h"
#include "reconciler/adapters/postgres/login.h"
#include "reconciler/adapters/postgres/read_catalogue.h"
#include "reconciler/adapters/postgres/session.h"
#include "reconciler/adapters/postgres/sessions.h"
#include "reconciler/adapters/postgres/sql.h"
#include "reconciler/base/identifier.h"

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

const DatabaseName kMaintenance{"postgres"};

constexpr std::size_t kFirstPause = 50;    ///< Milliseconds; doubled from try to try,
constexpr std::size_t kLastPause = 2'000;  ///< up to this.

std::string quoted(const std::string& name) {
  return "\"" + name + "\"";
}

}  // namespace

PostgresServer::PostgresServer(ServerAddress address, Clock& clock, Entropy& entropy)
    : address_(std::move(address)),
      clock_(clock),
      entropy_(entropy),
      sessions_(std::make_unique<Sessions>(address_, watch_)),
      locks_(std::make_shared<LockTable>(address_, watch_, clock, entropy)) {}

PostgresServer::~PostgresServer() = default;

template <class Work>
auto PostgresServer::persist(const Doing& doing, Work work) -> decltype(work()) {
  const auto deadline = clock_.now() + address_.patience.retries;
  bool looked_again = false;
  for (std::size_t pause = kFirstPause;; pause = std::min(2 * pause, kLastPause)) {
    Failure failure{};
    try {
      auto result = work();
      if (result) return result;
      return std::move(result).error().during(doing.activity + " on " + doing.address);
    } catch (...) {
      failure = current_failure(doing);
    }
    if (failure.lost_race && !std::exchange(looked_again, true)) continue;
    if (!failure.transient || clock_.now() >= deadline) return std::move(failure.error);
    clock_.sleep(std::chrono::milliseconds(pause / 2 + entropy_.below(pause)));
  }
}

template <class Work>
auto PostgresServer::in(const DatabaseName& database, Doing doing, Work work) {
  doing.database = sql::identifier(database.str());
  return persist(doing, [&] {
    Sessions::Place place = sessions_->in(database);
    return work(place.session());
  });
}

Doing PostgresServer::doing(std::string activity, const std::string& rights) const {
  return {.activity = std::move(activity),
          .address = to_string(address_),
          .rights = rights.empty() ? "" : for_superuser(rights),
          .user = sql::identifier(address_.user),
          .database = sql::identifier(kMaintenance.str())};
}

Result<Catalogue> PostgresServer::catalogue(const Names& names) {
  return in(kMaintenance, doing("reading the catalogue"), [&](Session& session) {
    Catalogue catalogue = read_catalogue(session, names);
    catalogue.address = to_string(address_);
    return Result<Catalogue>(std::move(catalogue));
  });
}

Result<Inventory> PostgresServer::inventory() {
  return in(kMaintenance, doing("listing databases and roles"), [&](Session& session) {
    Inventory inventory = read_inventory(session);
    inventory.address = to_string(address_);
    return Result<Inventory>(std::move(inventory));
  });
}

Result<Inside> PostgresServer::look_inside(const Question& question) {
  const std::string name = quoted(question.database.str());
  auto inside = in(question.database, doing("looking into database " + name),
                   [&](Session& session) { return Result(read_inside(session, question)); });
  sessions_->leave(question.database);
  return inside;
}

LoginSeen PostgresServer::login(const DatabaseName& database, const RoleName& role,
                                const Secret& password, const RoleName& set_role) {
  const Sessions::Place place = sessions_->empty();
  return try_login(
      address_, watch_,
      {.database = database, .role = role, .password = password, .set_role = set_role});
}

Result<std::unique_ptr<Locks>> PostgresServer::lock(const std::set<std::string>& keys,
                                                    std::chrono::milliseconds patience) {
  const std::string rights =
      "GRANT EXECUTE ON FUNCTION pg_catalog.pg_try_advisory_lock(bigint) TO " +
      sql::identifier(address_.user);
  return persist(doing("taking locks", rights), [&] { return locks_->take(keys, patience); });
}

Result<Creation> PostgresServer::create_role(const RoleWanted& role, const Secret* password) {
  return in(kMaintenance,
            doing("creating role " + quoted(role.name.str()),
                  "ALTER ROLE " + sql::identifier(address_.user) + " CREATEROLE"),
            [&](Session& session) { return pgberth::create_role(session, role, password); });
}

Result<Creation> PostgresServer::join(const RoleName& role, const RoleName& member) {
  return in(kMaintenance,
            doing("making " + quoted(member.str()) + " a member of " + quoted(role.str()),
                  "GRANT " + sql::identifier(role.str()) + " TO " + sql::identifier(address_.user) +
                      " WITH ADMIN OPTION"),
            [&](Session& session) { return join_role(session, role, member); });
}

Result<Creation> PostgresServer::borrow(const RoleName& role) {
  return in(kMaintenance,
            doing("making the admin a member of " + quoted(role.str()),
                  "GRANT " + sql::identifier(role.str()) + " TO " + sql::identifier(address_.user) +
                      " WITH ADMIN OPTION"),
            [&](Session& session) -> Result<Creation> {
              const auto borrowed = borrow_role(session, role);
              if (!borrowed) return borrowed.error();
              if (!*borrowed) return Creation::AlreadyThere;
              const std::lock_guard guard(borrowed_mutex_);
              borrowed_[role] = **borrowed;
              return Creation::Created;
            });
}

Result<Done> PostgresServer::give_back(const RoleName& role) {
  Borrowed borrowed;
  {
    const std::lock_guard guard(borrowed_mutex_);
    const auto found = borrowed_.find(role);
    if (found == borrowed_.end()) return Done{};
    borrowed = found->second;
    borrowed_.erase(found);
  }
  return in(kMaintenance, doing("giving role " + quoted(role.str()) + " back"),
            [&](Session& session) {
              give_role_back(session, role, borrowed);
              return Result(Done{});
            });
}

Result<Creation> PostgresServer::build(const DatabaseWanted& database) {
  const std::string admin = sql::identifier(address_.user);
  std::string rights = "ALTER ROLE " + admin + " CREATEDB";
  if (!database.owner.empty())
    rights += "; GRANT " + sql::identifier(database.owner.str()) + " TO " + admin;
  return in(kMaintenance, doing("building database " + quoted(database.name.str()), rights),
            [&](Session& session) { return build_database(session, database); });
}

Result<Creation> PostgresServer::grant(const GrantWanted& grant) {
  return in(grant.database,
            doing("granting " + grant.privileges + " on " + std::string(to_string(grant.on)) +
                      " of " + quoted(grant.database.str()) + " to " + quoted(grant.to.str()),
                  grant_statement(grant, grant.privileges)),
            [&](Session& session) { return grant_privileges(session, grant); });
}

Result<Creation> PostgresServer::own_schema(const DatabaseName& database, const RoleName& owner) {
  return in(
      database,
      doing("giving schema \"public\" of " + quoted(database.str()) + " to " + quoted(owner.str()),
            "ALTER SCHEMA public OWNER TO " + sql::identifier(owner.str())),
      [&](Session& session) { return give_schema(session, owner); });
}

Result<Creation> PostgresServer::create_extension(const DatabaseName& database,
                                                  const std::string& extension) {
  return in(database,
            doing("creating extension " + quoted(extension) + " in " + quoted(database.str()),
                  "CREATE EXTENSION " + sql::identifier(extension) + " SCHEMA public"),
            [&](Session& session) { return add_extension(session, extension); });
}

Result<Creation> PostgresServer::finish(const DatabaseName& database, bool public_connects) {
  sessions_->leave(building_name(database));
  return in(kMaintenance,
            doing("finishing database " + quoted(database.str()),
                  "ALTER ROLE " + sql::identifier(address_.user) + " CREATEDB"),
            [&](Session& session) { return finish_database(session, database, public_connects); });
}

std::vector<Check> PostgresServer::examine(const ServerWork& work) {
  auto examined = in(kMaintenance, doing("examining the server"), [&](Session& session) {
    return Result(examine_server(session, address_, work, clock_));
  });
  sessions_->leave(kMaintenance);  // What is left there can only read.
  if (examined) return look_further(*std::move(examined));
  Check check = unreachable(examined.error());
  check.cure = pasteable(check.cure);
  const std::string function = "pg_control_system";
  if (examined.error().code == Code::ServerRights && check.seen.find(function) != std::string::npos)
    check.cure = pasteable(for_superuser("GRANT EXECUTE ON FUNCTION pg_catalog." + function +
                                         "() TO " + sql::identifier(address_.user)));
  return {std::move(check)};
}

std::vector<Check> PostgresServer::look_further(ServerExamined examined) {
  CheckList& checks = examined.checks;
  if (!examined.try_in.empty()) {
    const Sessions::Place place = sessions_->empty();
    checks.add(let_in(address_, examined.try_in, examined.host_rule));
  }
  for (const Question& question : examined.of_others)
    if (const auto inside = look_inside(question))
      if (auto check = by_owner(question, *inside, examined.acts_as)) checks.add(*std::move(check));
  const auto seen = [&](const DatabaseName& database, const std::string& extension) {
    return examined.closed.contains(database) ? std::nullopt : has(database, extension);
  };
  for (auto& [extension, databases] : examined.by_creator) {
    // Whether it lacks the extension is seen when it can be looked into.
    std::erase_if(databases,
                  [&](const auto& each) { return seen(each, extension).value_or(true); });
    checks.add(by_creator(extension, databases, address_.user));
  }
  for (auto& [extension, databases] : examined.by_superuser) {
    std::erase_if(databases,
                  [&](const auto& each) { return seen(each, extension).value_or(false); });
    checks.add(by_superuser(extension, databases));
  }
  return std::move(checks).take();
}

std::optional<bool> PostgresServer::has(const DatabaseName& database,
                                        const std::string& extension) {
  const auto there = in(database, doing("looking into database " + quoted(database.str())),
                        [](Session& session) { return Result(extensions_in(session)); });
  sessions_->leave(database);  // Nobody in it keeps it from being copied.
  if (!there) return std::nullopt;
  return there->contains(extension);
}

}  // namespace pgberth
