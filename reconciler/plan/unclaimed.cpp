#include "reconciler/plan/unclaimed.h"

#include "reconciler/base/identifier.h"
#include "reconciler/model/berth.h"

#include <optional>

namespace pgberth {
namespace {

/// The names that claims and admin logins use on one server.
struct Declared {
  std::set<DatabaseName> databases{};
  std::map<DatabaseName, DatabaseName> building{};
  std::set<RoleName> roles{};
  std::size_t nameless = 0;
};

void declare(const Claim& claim, Declared& declared) {
  const Text* database = text_of(claim.credential, Field::Database);
  const Text* login = text_of(claim.credential, Field::Username);
  if (database != nullptr) {
    const DatabaseName name{database->text};
    declared.databases.insert(name);
    declared.building.emplace(building_name(name), name);
  }
  for (const Field field : {Field::Username, Field::Owner})
    if (const Text* role = text_of(claim.credential, field))
      declared.roles.insert(RoleName{role->text});
  if (database == nullptr || login == nullptr) ++declared.nameless;
}

/// Servers that answered under one address.
struct Group {
  std::set<ServerId> ids{};
  std::vector<const Inventory*> inventories{};
};

std::map<std::string, Group> groups_of(const Inventories& inventories) {
  std::map<std::string, Group> groups;
  for (const auto& [id, inventory] : inventories.servers) {
    if (!inventory) continue;
    Group& group = groups[inventory->address];
    group.ids.insert(id);
    group.inventories.push_back(&*inventory);
  }
  return groups;
}

class Comparison {
 public:
  Comparison(const Claims& claims, const Inventories& inventories)
      : claims_(claims), inventories_(inventories) {}

  Unclaimed::Server server(const std::string& address, const Group& group) const {
    const Declared declared = declared_on(group);
    std::map<DatabaseName, Unclaimed::Database> databases;
    std::map<RoleName, Unclaimed::Role> roles;
    for (const Inventory* inventory : group.inventories) {
      for (const auto& [name, owner] : inventory->databases)
        if (!declared.databases.contains(name))
          databases.try_emplace(name, database(name, owner, declared));
      for (const auto& [name, login] : inventory->roles)
        if (!declared.roles.contains(name))
          roles.try_emplace(name, Unclaimed::Role{.name = name, .login = login});
    }
    Unclaimed::Server server{.address = address, .ids = group.ids, .nameless = declared.nameless};
    for (auto& [name, found] : databases) server.databases.push_back(std::move(found));
    for (auto& [name, found] : roles) server.roles.push_back(std::move(found));
    return server;
  }

 private:
  /// Whether what is said of server `id` may be about the group.
  bool may_be(const ServerId& id, const Group& group) const {
    if (group.ids.contains(id)) return true;
    const auto listed = inventories_.servers.find(id);
    return listed == inventories_.servers.end() || !listed->second;
  }

  Declared declared_on(const Group& group) const {
    Declared declared;
    for (const Inventory* inventory : group.inventories) declared.roles.insert(inventory->admin);
    for (const auto& [id, server] : claims_.servers)
      if (const Text* admin = text_of(server.admin, Field::Username); admin && may_be(id, group))
        declared.roles.insert(RoleName{admin->text});
    for (const auto& [id, claim] : claims_.claims)
      if (may_be(claim.server, group)) declare(claim, declared);
    return declared;
  }

  static Unclaimed::Database database(const DatabaseName& name, const RoleName& owner,
                                      const Declared& declared) {
    const auto building = declared.building.find(name);
    return {.name = name,
            .owner = owner,
            .half_built = name.str().starts_with(kReservedPrefix),
            .building_of = building == declared.building.end() ? DatabaseName{} : building->second};
  }

  const Claims& claims_;
  const Inventories& inventories_;
};

std::string named(const char* what, const std::string& name) {
  return std::string(what) + " \"" + name + "\"";
}

/// What the server answered that it does not have.
std::vector<std::string> missing_of(const Claim& claim, const State& state) {
  std::vector<std::string> missing;
  const auto server = state.servers.find(claim.server);
  const auto berth = berth_of(claim);
  if (!claim.planned() || !claim.needs_server() || !berth || server == state.servers.end() ||
      !server->second)
    return missing;
  const Catalogue& catalogue = *server->second;
  if (!catalogue.databases.contains(berth->database))
    missing.push_back(named("database", berth->database.str()));
  for (const RoleName& role : {berth->owner, berth->login})
    if (!role.empty() && role != catalogue.admin && !catalogue.roles.contains(role))
      missing.push_back(named("role", role.str()));
  return missing;
}

std::optional<Unclaimed::Incomplete> incomplete(const Claim& claim, CredentialState standing,
                                                const State& state) {
  if (standing == CredentialState::NotSelected) return std::nullopt;
  auto missing = missing_of(claim, state);
  const bool stands = standing == CredentialState::Stored || standing == CredentialState::InSync;
  if (stands && missing.empty()) return std::nullopt;
  return Unclaimed::Incomplete{.claim = &claim, .state = standing, .missing = std::move(missing)};
}

std::set<EntryRef> entries_there(const Inventories& inventories) {
  std::set<EntryRef> there;
  for (const auto& [from, names] : inventories.entries)
    if (names)
      for (const std::string& name : *names) there.insert({from.store, name});
  return there;
}

}  // namespace

Unclaimed unclaimed(const Claims& resolved, const Inventories& inventories, const State& state,
                    const std::map<ClaimId, CredentialState>& states) {
  Unclaimed result;
  const Comparison comparison(resolved, inventories);
  for (const auto& [address, group] : groups_of(inventories))
    result.servers.push_back(comparison.server(address, group));

  std::set<EntryRef> declared = entries_named(resolved);
  declared.insert(inventories.named.begin(), inventories.named.end());
  for (const EntryRef& entry : entries_there(inventories))
    if (!declared.contains(entry)) result.entries.push_back(entry);

  for (const auto& [id, claim] : resolved.claims)
    if (const auto standing = states.find(id); standing != states.end())
      if (auto found = incomplete(claim, standing->second, state))
        result.incomplete.push_back(*std::move(found));

  for (const auto& [id, inventory] : inventories.servers)
    if (!inventory) result.not_listed.emplace_back("server " + id.str(), inventory.error());
  for (const auto& [from, names] : inventories.entries)
    if (!names) result.not_listed.emplace_back(to_string(from), names.error());
  return result;
}

}  // namespace pgberth
