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

}  // namespace

std::vector<std::set<EnvironmentName>> groups(
    const std::map<EnvironmentName, const Claims*>& asked) {
  struct Group {
    std::set<EnvironmentName> names;
    std::set<std::string> things;
  };
  std::vector<Group> found;
  for (const auto& [name, claims] : asked) {
    Group group{.names = {name}, .things = touched(*claims)};
    const auto shares = [&](const Group& other) {
      return std::ranges::any_of(
          group.things, [&](const std::string& thing) { return other.things.contains(thing); });
    };
    const auto joined = std::stable_partition(found.begin(), found.end(),
                                              [&](const Group& other) { return !shares(other); });
    for (auto other = joined; other != found.end(); ++other) {
      group.names.merge(other->names);
      group.things.merge(other->things);
    }
    found.erase(joined, found.end());
    found.push_back(std::move(group));
  }
  std::vector<std::set<EnvironmentName>> names;
  names.reserve(found.size());
  for (Group& group : found) names.push_back(std::move(group.names));
  std::ranges::sort(names);
  return names;
}

}  // namespace pgberth
