#include "reconciler/service/groups.h"

#include "reconciler/model/inventory.h"

#include <algorithm>
#include <string>
#include <utility>

namespace pgberth {
namespace {

/// Everything of an environment that another one could have too.
std::set<std::string> touched(const Claims& claims) {
  std::set<std::string> all;
  for (const auto& [id, claim] : claims.claims)
    if (claim.needs_server()) all.insert("server " + address_of(claim.server, claims));
  for (const EntryRef& entry : entries_named(claims)) all.insert("entry " + to_string(entry));
  return all;
}

bool share(const auto& some, const auto& others) {
  return std::ranges::any_of(some, [&](const auto& one) { return others.contains(one); });
}

}  // namespace

bool Neighbours::meet(const Neighbours& other) const {
  return share(names, other.names) || share(things, other.things);
}

std::vector<Neighbours> groups(const std::map<EnvironmentName, const Claims*>& asked) {
  std::vector<Neighbours> found;
  for (const auto& [name, claims] : asked) {
    Neighbours group{.names = {name}, .things = touched(*claims)};
    const auto joined = std::stable_partition(
        found.begin(), found.end(), [&](const Neighbours& other) { return !group.meet(other); });
    for (auto other = joined; other != found.end(); ++other) {
      group.names.merge(other->names);
      group.things.merge(other->things);
    }
    found.erase(joined, found.end());
    found.push_back(std::move(group));
  }
  std::ranges::sort(found, {}, &Neighbours::names);
  return found;
}

}  // namespace pgberth
