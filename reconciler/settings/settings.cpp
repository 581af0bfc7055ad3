#include "reconciler/settings/settings.h"

#include <iterator>
#include <utility>

namespace pgberth {

Desired read_one(const Environment& environment, Tree& tree, const TreeOpener& open) {
  const std::string& folder = environment.settings.folder;
  if (!environment.bounds || !open) return read_environment(environment.settings, tree);
  Within within(open(folder), folder);
  return read_environment(environment.settings, within);
}

void add(Desired& all, Desired one) {
  all.claims.servers.merge(one.claims.servers);
  all.claims.claims.merge(one.claims.claims);
  all.given.merge(one.given);
  std::move(one.findings.begin(), one.findings.end(), std::back_inserter(all.findings));
}

BoundsOf bounds_of(const Settings& settings) {
  BoundsOf bounds;
  for (const Environment& environment : settings.environments)
    if (environment.bounds) bounds.emplace(environment.settings.name, *environment.bounds);
  return bounds;
}

Desired read_environments(const Settings& settings, Tree& tree, const TreeOpener& open) {
  Desired all;
  for (const Environment& environment : settings.environments)
    add(all, read_one(environment, tree, open));
  const Findings outside = keep_within(bounds_of(settings), all.claims);
  all.findings.insert(all.findings.end(), outside.begin(), outside.end());
  for (const auto& [at, secret] : settings.given) all.given.emplace(at, secret.duplicate());
  sort_findings(all.findings);
  return all;
}

}  // namespace pgberth
