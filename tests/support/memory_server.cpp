#include "tests/support/memory_server.h"

#include "reconciler/adapters/postgres/connect.h"
#include "reconciler/adapters/postgres/privileges.h"
#include "reconciler/base/identifier.h"

#include "tests/support/memory_server_rules.h"
#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

constexpr auto kAddress = "memory:5432";

Error failure(Code code, std::string what) {
  return {.code = code, .what = std::move(what) + ", on " + kAddress};
}

std::optional<Error> out_of_reach(const MemoryState& state) {
  if (!state.unreachable) return std::nullopt;
  return failure(Code::ServerUnreachable, "the server cannot be reached");
}

/// What stops every call that writes.
std::optional<Error> not_writable(const MemoryState& state) {
  if (auto error = out_of_reach(state)) return error;
  if (!state.read_only) return std::nullopt;
  return failure(Code::ServerReadOnly, "the server is read-only");
}

const RoleSeen& admin_of(const MemoryState& state) {
  return state.roles.at(state.admin).seen;
}

MemoryDatabase* open(MemoryState& state, const DatabaseName& name) {
  const auto found = state.databases.find(name);
  if (found == state.databases.end() || !found->second.allows_connections) return nullptr;
  return &found->second;
}

Error cannot_open(const DatabaseName& name) {
  return failure(Code::ServerFailed, "database \"" + name.str() + "\" cannot be opened");
}

Error no_such_role(const RoleName& role) {
  return failure(Code::ServerFailed, "role \"" + role.str() + "\" does not exist");
}

Error rights(const std::string& doing) {
  return failure(Code::ServerRights, "the admin may not " + doing);
}

MemoryDatabase new_database(const MemoryState& state, const DatabaseWanted& wanted) {
  MemoryDatabase database{.owner = wanted.owner.empty() ? state.admin : wanted.owner,
                          .comment = building_comment(wanted.name),
                          .encoding = wanted.encoding,
                          .locale = wanted.locale,
                          .from = wanted.from};
  database.acl.clear();
  if (state.version >= 150000) return database;
  database.schema_owner = RoleName{"postgres"};
  database.schema_acl = {{kPublic, {"USAGE", "CREATE"}}};
  return database;
}

void give(MemoryAcl& acl, const RoleName& role, const std::vector<std::string>& privileges) {
  acl[role].insert(privileges.begin(), privileges.end());
}

/// Adds what the admin may add; what it may not is seen by looking again.
void give(MemoryState& state, MemoryDatabase& database, const GrantWanted& grant) {
  const auto privileges = privileges_of(grant.on, grant.privileges, state.version);
  const auto owns = [&](const RoleName& owner) {
    return acts_as(state, database, state.admin, owner);
  };
  switch (grant.on) {
    case On::Database:
      if (owns(database.owner)) give(database.acl, grant.to, privileges);
      return;
    case On::Schema:
      if (owns(database.schema_owner)) give(database.schema_acl, grant.to, privileges);
      return;
    case On::FutureTables:
      give(database.future_tables, grant.to, privileges);
      return;
    case On::Tables:
      break;
  }
  for (auto& [name, table] : database.tables)
    if (owns(table.owner)) give(table.acl, grant.to, privileges);
}

}  // namespace

/// Frees its keys when it goes.
class MemoryLocks : public Locks {
 public:
  MemoryLocks(MemoryServer& server, std::set<std::string> keys)
      : server_(server), keys_(std::move(keys)) {}
  MemoryLocks(const MemoryLocks&) = delete;
  MemoryLocks& operator=(const MemoryLocks&) = delete;
  ~MemoryLocks() override {
    const std::lock_guard guard(server_.mutex_);
    for (const std::string& key : keys_) server_.locked_.erase(key);
    server_.lock_freed_.notify_all();
  }

 private:
  MemoryServer& server_;
  std::set<std::string> keys_;
};

void use_plain_admin(MemoryState& state, const RoleName& name) {
  state.roles[name] = {.seen = {.login = true, .create_role = true, .create_database = true}};
  state.admin = name;
}

MemoryState MemoryServer::state() const {
  const std::lock_guard guard(mutex_);
  return state_;
}

void MemoryServer::change(const std::function<void(MemoryState&)>& edit) {
  const std::lock_guard guard(mutex_);
  edit(state_);
}

std::vector<std::string> MemoryServer::log() const {
  const std::lock_guard guard(mutex_);
  return log_;
}

std::size_t MemoryServer::calls() const {
  const std::lock_guard guard(mutex_);
  return calls_;
}

Result<Catalogue> MemoryServer::catalogue(const Names& names) {
  const std::lock_guard guard(mutex_);
  ++calls_;
  if (auto error = out_of_reach(state_)) return *std::move(error);
  Catalogue seen{.version = state_.version,
                 .admin = state_.admin,
                 .admin_role = admin_of(state_),
                 .read_only = state_.read_only,
                 .address = kAddress,
                 .identity = "memory " + std::to_string(std::uintptr_t(this))};
  for (const RoleName& name : names.roles)
    if (const auto role = state_.roles.find(name); role != state_.roles.end())
      (seen.roles[name] = with_reach(state_, name)).lendable =
          admin_of(state_).superuser || is_member(state_, state_.admin, name) ||
          (state_.version < 160000 ? admin_of(state_).create_role && !role->second.seen.superuser
                                   : state_.grantable.contains(name));
  for (const DatabaseName& name : names.databases) {
    const auto found = state_.databases.find(name);
    if (found == state_.databases.end()) continue;
    const MemoryDatabase& database = found->second;
    const auto open_to_all = database.acl.find(kPublic);
    seen.databases[name] = {.owner = database.owner,
                            .allows_connections = database.allows_connections,
                            .public_connects = open_to_all != database.acl.end() &&
                                               open_to_all->second.contains("CONNECT"),
                            .comment = database.comment};
  }
  for (const std::string& name : names.extensions)
    if (const auto found = state_.extensions.find(name); found != state_.extensions.end())
      seen.extensions[name] =
          admin_of(state_).superuser || (state_.version >= 130000 && found->second);
  return seen;
}

Result<Inventory> MemoryServer::inventory() {
  const std::lock_guard guard(mutex_);
  ++calls_;
  if (auto error = out_of_reach(state_)) return *std::move(error);
  Inventory inventory{.admin = state_.admin, .address = kAddress};
  for (const auto& [name, database] : state_.databases)
    if (name.str() != "postgres") inventory.databases[name] = database.owner;
  for (const auto& [name, role] : state_.roles)
    if (name != state_.admin && name.str() != "postgres" && !name.str().starts_with("pg_"))
      inventory.roles[name] = role.seen.login;
  return inventory;
}

Result<Inside> MemoryServer::look_inside(const Question& question) {
  const std::lock_guard guard(mutex_);
  ++calls_;
  if (auto error = out_of_reach(state_)) return *std::move(error);
  const MemoryDatabase* database = open(state_, question.database);
  if (database == nullptr) return cannot_open(question.database);
  Inside inside{.schema_owner = database->schema_owner,
                .schema_owner_is_system = system_owned(*database),
                .tenants = tenants(state_, *database),
                .extensions = database->extensions};
  for (const RoleName& role : question.own) inside.tenants.erase(role);
  for (const auto& [role, wishes] : question.wanted) {
    for (const Lacking& wish : wishes)
      if (const auto privileges = missing(state_, *database, role, wish); !privileges.empty())
        inside.lacking[role].insert({.on = wish.on, .privileges = joined(privileges)});
    const auto everyone = database->schema_acl.find(kPublic);
    const bool public_creates =
        everyone != database->schema_acl.end() && everyone->second.contains("CREATE");
    if (!state_.roles.contains(role) || database->schema_owner.empty()) continue;
    if (public_creates ||
        holds(state_, *database, role, {database->schema_owner, database->schema_acl}, "CREATE"))
      inside.may_create_in_schema.insert(role);
  }
  return inside;
}

LoginSeen MemoryServer::login(const DatabaseName& database, const RoleName& role,
                              const Secret& password, const RoleName& set_role) {
  const std::lock_guard guard(mutex_);
  ++calls_;
  const auto not_proved = [](std::string why) {
    return LoginSeen{.answer = LoginAnswer::NotProved, .detail = std::move(why)};
  };
  const auto refused = [](std::string why) {
    return LoginSeen{.answer = LoginAnswer::Refused, .detail = std::move(why)};
  };
  if (state_.unreachable) return not_proved("the server cannot be reached");
  if (has_nul(password)) return not_proved("the stored password has a NUL byte");
  if (state_.not_provable.contains(role)) return not_proved("pg_hba.conf has no line for it");
  const auto found = state_.roles.find(role);
  if (found == state_.roles.end() || found->second.password != std::string(password.reveal()))
    return refused("the password is not accepted");
  if (!found->second.seen.login) return refused("the role may not log in");
  const MemoryDatabase* opened = open(state_, database);
  if (opened == nullptr && database.str() == "postgres") return {.answer = LoginAnswer::Works};
  if (opened == nullptr) return not_proved("the database cannot be opened");
  const auto everyone = opened->acl.find(kPublic);
  const bool public_connects =
      everyone != opened->acl.end() && everyone->second.contains("CONNECT");
  if (!public_connects && !holds(state_, *opened, role, {opened->owner, opened->acl}, "CONNECT"))
    return refused("the role may not connect to the database");
  if (!set_role.empty() && !is_member(state_, role, set_role))
    return refused("the role may not become \"" + set_role.str() + "\"");
  return {.answer = LoginAnswer::Works};
}

Result<std::unique_ptr<Locks>> MemoryServer::lock(const std::set<std::string>& keys,
                                                  std::chrono::milliseconds patience) {
  std::unique_lock guard(mutex_);
  ++calls_;
  if (auto error = out_of_reach(state_)) return *std::move(error);
  const auto held_in = [&](const std::set<std::string>& held) {
    return std::ranges::any_of(keys, [&](const std::string& key) { return held.contains(key); });
  };
  if (held_in(state_.locked_elsewhere) ||
      !lock_freed_.wait_for(guard, patience, [&] { return !held_in(locked_); }))
    return failure(Code::LockHeld, "another session holds a lock that is needed");
  locked_.insert(keys.begin(), keys.end());
  return std::unique_ptr<Locks>(std::make_unique<MemoryLocks>(*this, keys));
}

Result<Creation> MemoryServer::create_role(const RoleWanted& role, const Secret* password) {
  const std::lock_guard guard(mutex_);
  ++calls_;
  if (auto error = not_writable(state_)) return *std::move(error);
  if (state_.roles.contains(role.name)) return Creation::AlreadyThere;
  if (!admin_of(state_).superuser && !admin_of(state_).create_role) return rights("create roles");
  if (password != nullptr && has_nul(*password))
    return failure(Code::ServerFailed, "the stored password has a NUL byte");
  MemoryRole made{.seen = {.login = role.login, .inherit = role.inherit, .comment = role.comment}};
  if (password != nullptr) made.password = std::string(password->reveal());
  state_.roles[role.name] = std::move(made);
  state_.grantable.insert(role.name);
  log_.push_back("create_role " + role.name.str());
  return Creation::Created;
}

Result<Creation> MemoryServer::join(const RoleName& role, const RoleName& member) {
  const std::lock_guard guard(mutex_);
  ++calls_;
  if (auto error = not_writable(state_)) return *std::move(error);
  if (!state_.roles.contains(role)) return no_such_role(role);
  if (!state_.roles.contains(member)) return no_such_role(member);
  RoleSeen& seen = state_.roles[member].seen;
  if (seen.member_of.contains(role)) return Creation::AlreadyThere;
  const bool may =
      admin_of(state_).superuser ||
      (state_.version < 160000 ? admin_of(state_).create_role : state_.grantable.contains(role));
  if (!may) return rights("give away role \"" + role.str() + "\"");
  seen.member_of.insert(role);
  log_.push_back("join " + role.str() + " " + member.str());
  return Creation::Created;
}

Result<Creation> MemoryServer::borrow(const RoleName& role) {
  const MemoryState before = state();
  if (!is_member(before, before.admin, role)) {
    const auto joined = join(role, before.admin);
    const std::lock_guard guard(mutex_);
    if (joined && *joined == Creation::Created) borrowed_.insert(role);
    return joined;
  }
  const std::lock_guard guard(mutex_);
  ++calls_;
  if (auto error = not_writable(state_)) return *std::move(error);
  if (!state_.roles.contains(role)) return no_such_role(role);
  return Creation::AlreadyThere;
}

Result<Done> MemoryServer::give_back(const RoleName& role) {
  const std::lock_guard guard(mutex_);
  ++calls_;
  if (auto error = not_writable(state_)) return *std::move(error);
  if (borrowed_.erase(role) > 0 && state_.roles[state_.admin].seen.member_of.erase(role) > 0)
    log_.push_back("give_back " + role.str());
  return Done{};
}

Result<Creation> MemoryServer::build(const DatabaseWanted& wanted) {
  const std::lock_guard guard(mutex_);
  ++calls_;
  if (auto error = not_writable(state_)) return *std::move(error);
  const DatabaseName building = building_name(wanted.name);
  if (!wanted.owner.empty() && !state_.roles.contains(wanted.owner))
    return no_such_role(wanted.owner);
  const MemoryDatabase fresh = new_database(state_, wanted);
  if (const auto found = state_.databases.find(building); found != state_.databases.end()) {
    MemoryDatabase& there = found->second;
    const bool unmarked = there.comment.empty() && !there.allows_connections;
    if (there.owner != fresh.owner || (there.comment != fresh.comment && !unmarked))
      return failure(Code::ForeignBuilding,
                     "database \"" + building.str() + "\" is not pgberth's own");
    there.comment = fresh.comment;
    there.allows_connections = true;
    there.acl.erase(kPublic);
    return Creation::AlreadyThere;
  }
  if (!admin_of(state_).superuser) {
    if (!admin_of(state_).create_database) return rights("create databases");
    if (!is_member(state_, state_.admin, fresh.owner))
      return rights("make databases for \"" + fresh.owner.str() + "\"");
  }
  state_.databases[building] = fresh;
  log_.push_back("build " + wanted.name.str());
  return Creation::Created;
}

Result<Creation> MemoryServer::grant(const GrantWanted& grant) {
  const std::lock_guard guard(mutex_);
  ++calls_;
  if (auto error = not_writable(state_)) return *std::move(error);
  MemoryDatabase* database = open(state_, grant.database);
  if (database == nullptr) return cannot_open(grant.database);
  if (!state_.roles.contains(grant.to)) return no_such_role(grant.to);
  const Lacking wanted{.on = grant.on, .privileges = grant.privileges};
  if (missing(state_, *database, grant.to, wanted).empty()) return Creation::AlreadyThere;
  give(state_, *database, grant);
  if (!missing(state_, *database, grant.to, wanted).empty())
    return failure(Code::StepWithoutEffect,
                   "granting " + grant.privileges + " to \"" + grant.to.str() + "\" had no effect");
  log_.push_back("grant " + std::string(to_string(grant.on)) + " " + grant.database.str() + " " +
                 grant.to.str());
  return Creation::Created;
}

Result<Creation> MemoryServer::own_schema(const DatabaseName& name, const RoleName& owner) {
  const std::lock_guard guard(mutex_);
  ++calls_;
  if (auto error = not_writable(state_)) return *std::move(error);
  MemoryDatabase* database = open(state_, name);
  if (database == nullptr) return cannot_open(name);
  if (!state_.roles.contains(owner)) return no_such_role(owner);
  if (database->schema_owner == owner) return Creation::AlreadyThere;
  if (database->schema_owner.empty())
    return failure(Code::ServerFailed, "there is no schema \"public\"");
  std::set<RoleName> others = tenants(state_, *database);
  std::erase_if(others, [&](const RoleName& role) { return is_member(state_, role, owner); });
  if (!others.empty() || (!system_owned(*database) && database->schema_owner != state_.admin))
    return failure(Code::SchemaHeldByOthers, "others live in schema \"public\"");
  if (!acts_as(state_, *database, state_.admin, database->schema_owner) ||
      !is_member(state_, state_.admin, owner))
    return rights("give schema \"public\" to \"" + owner.str() + "\"");
  if (const auto old = database->schema_acl.extract(database->schema_owner); !old.empty())
    database->schema_acl[owner].insert(old.mapped().begin(), old.mapped().end());
  database->schema_owner = owner;
  log_.push_back("own_schema " + name.str() + " " + owner.str());
  return Creation::Created;
}

Result<Creation> MemoryServer::create_extension(const DatabaseName& name,
                                                const std::string& extension) {
  const std::lock_guard guard(mutex_);
  ++calls_;
  if (auto error = not_writable(state_)) return *std::move(error);
  MemoryDatabase* database = open(state_, name);
  if (database == nullptr) return cannot_open(name);
  if (database->extensions.contains(extension)) return Creation::AlreadyThere;
  const auto available = state_.extensions.find(extension);
  if (available == state_.extensions.end())
    return failure(Code::ExtensionUnavailable, "extension \"" + extension + "\" is not available");
  const bool trusted =
      state_.version >= 130000 && available->second &&
      holds(state_, *database, state_.admin, {database->owner, database->acl}, "CREATE");
  if (!admin_of(state_).superuser && !trusted)
    return rights("create extension \"" + extension + "\"");
  database->extensions.insert(extension);
  log_.push_back("create_extension " + name.str() + " " + extension);
  return Creation::Created;
}

Result<Creation> MemoryServer::finish(const DatabaseName& name, bool public_connects) {
  const std::lock_guard guard(mutex_);
  ++calls_;
  if (auto error = not_writable(state_)) return *std::move(error);
  if (state_.databases.contains(name)) return Creation::AlreadyThere;
  const auto building = state_.databases.find(building_name(name));
  if (building == state_.databases.end())
    return failure(Code::ServerFailed, "database \"" + name.str() + "\" was not built");
  if (building->second.comment != building_comment(name))
    return failure(Code::ForeignBuilding,
                   "database \"" + building->first.str() + "\" is not pgberth's own");
  if (!acts_as(state_, building->second, state_.admin, building->second.owner))
    return rights("rename database \"" + building->first.str() + "\"");
  auto node = state_.databases.extract(building);
  node.key() = name;
  node.mapped().comment.clear();
  if (public_connects) give(node.mapped().acl, kPublic, {"CONNECT", "TEMPORARY"});
  state_.databases.insert(std::move(node));
  log_.push_back("finish " + name.str());
  return Creation::Created;
}

}  // namespace pgberth
