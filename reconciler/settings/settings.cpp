#include "reconciler/settings/settings.h"

#include "reconciler/settings/proposals.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pgberth {
namespace {

bool names(const Document& document, const SourcePos& secret) {
  return std::ranges::any_of(document, [&](const auto& field) {
    const auto* given = std::get_if<Given>(&field.second);
    return given != nullptr && given->at == secret;
  });
}

/// The claims whose credential, or whose server's admin login, is made of the secret.
std::set<ClaimId> claims_with(const SourcePos& secret, const Claims& claims) {
  std::set<ClaimId> with;
  for (const auto& [id, claim] : claims.claims) {
    const auto server = claims.servers.find(claim.server);
    if (names(claim.credential, secret) ||
        (server != claims.servers.end() && names(server->second.admin, secret)))
      with.insert(id);
  }
  return with;
}

}  // namespace

Desired read_one(const Environment& environment, Tree& tree, const TreeOpener& open) {
  if (!environment.refused.empty()) return {.findings = environment.refused};
  const std::string folder = environment.discovered.empty() ? environment.settings.folder : "";
  Desired desired;
  if (!environment.bounds || !open) {
    desired = read_environment(environment.settings, tree);
  } else {
    Within within(open(folder), folder);
    desired = read_environment(environment.settings, within);
  }
  move_into(environment.stores, desired.claims);
  tell_hosts(environment.admin_hosts, desired.claims);
  return desired;
}

void take_secrets(const Environment& environment, Desired& desired) {
  for (const auto& [at, read] : environment.secrets) {
    auto secret = read();
    if (secret)
      desired.given.emplace(at, *std::move(secret));
    else
      desired.findings.push_back(finding_of(secret.error(), claims_with(at, desired.claims)));
  }
  block(desired.claims, desired.findings);
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

Desired read_bounded(const Environment& environment, Tree& tree, const TreeOpener& open) {
  Desired one = read_one(environment, tree, open);
  take_secrets(environment, one);
  if (environment.bounds)
    std::ranges::move(keep_within({{environment.settings.name, *environment.bounds}}, one.claims),
                      std::back_inserter(one.findings));
  return one;
}

Desired read_environments(const Settings& settings, Tree& tree, const TreeOpener& open) {
  Desired all;
  Proposals proposals(open);
  for (const Environment& environment : settings.environments)
    add(all, read_bounded(proposals.applied(environment, settings.discovery), tree, open));
  sort_findings(all.findings);
  return all;
}

}  // namespace pgberth
