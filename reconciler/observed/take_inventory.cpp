#include "reconciler/observed/take_inventory.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

/// Who uses a store, and the beginnings of the names that are theirs to see.
struct Use {
  std::set<EnvironmentName> environments{};
  std::set<std::string> prefixes{};
};

const Bounds& bounds_for(const EnvironmentName& environment, const BoundsOf& bounds) {
  static const Bounds none;
  const auto found = bounds.find(environment);
  return found == bounds.end() ? none : found->second;
}

void add_prefixes(const EntryRef& entry, const Bounds& bounds, std::set<std::string>& prefixes) {
  const std::string& path = *entry.path;
  if (entry.store.kind == StoreKind::Kubernetes) {
    prefixes.insert(path.substr(0, path.find('/')) + "/");
    return;
  }
  if (bounds.entries.empty()) prefixes.insert("");
  for (const std::string& pattern : bounds.entries)
    prefixes.insert(pattern.substr(0, pattern.find_first_of("*?")));
}

std::map<StoreId, Use> uses_of(const Claims& claims, const BoundsOf& bounds) {
  std::map<StoreId, Use> uses;
  for (const auto& [id, claim] : claims.claims) {
    if (!claim.planned()) continue;
    for (const Place& place : claim.places) {
      Use& use = uses[place.entry.store];
      use.environments.insert(claim.environment);
      add_prefixes(place.entry, bounds_for(claim.environment, bounds), use.prefixes);
    }
  }
  return uses;
}

/// Those of `prefixes` that no other one covers.
std::vector<std::string> widest(const std::set<std::string>& prefixes) {
  std::vector<std::string> list;
  for (const std::string& prefix : prefixes)  // What begins with the last one follows it.
    if (list.empty() || !prefix.starts_with(list.back())) list.push_back(prefix);
  return list;
}

Result<std::set<std::string>> entries_of(const EntryRef& from, const Use& use,
                                         const BoundsOf& bounds, World& world) {
  const auto store = world.store(from.store);
  if (!store) return store.error();
  auto names = (*store)->list(from.path);
  if (!names) return std::move(names).error().during("listing " + to_string(from.store));
  std::erase_if(*names, [&](const std::string& name) {
    return std::ranges::none_of(use.environments, [&](const EnvironmentName& environment) {
      return allows(bounds_for(environment, bounds), {from.store, name});
    });
  });
  return names;
}

}  // namespace

Inventories take_inventory(const Claims& resolved,
                           const std::map<ServerId, Result<Catalogue>>& servers,
                           const KnownSecrets& known, World& world, const BoundsOf& bounds) {
  Inventories inventories;
  for (const auto& [id, seen] : servers) {
    if (!seen) {
      inventories.servers.emplace(id, seen.error());
      continue;
    }
    const auto server = open_server(id, resolved, known, world);
    inventories.servers.emplace(
        id, server ? (*server)->inventory() : Result<Inventory>(server.error()));
  }
  for (const auto& [store, use] : uses_of(resolved, bounds))
    for (const std::string& prefix : widest(use.prefixes)) {
      const EntryRef from{store, prefix};
      inventories.entries.emplace(from, entries_of(from, use, bounds, world));
    }
  return inventories;
}

}  // namespace pgberth
