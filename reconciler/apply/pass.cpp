#include "reconciler/apply/pass.h"

#include "reconciler/apply/laid_out.h"
#include "reconciler/observed/take_inventory.h"
#include "reconciler/plan/conflicts.h"
#include "reconciler/plan/resolve.h"

#include <algorithm>
#include <set>
#include <utility>

namespace pgberth {
namespace {

void append(Findings& all, const Findings& more) {
  all.insert(all.end(), more.begin(), more.end());
}

/// Leaves out what is about environments that rest.
void let_rest(const std::set<EnvironmentName>& resting, Claims& claims, Findings& findings) {
  if (resting.empty()) return;
  const auto rests = [&](const ClaimId& id) {
    const auto claim = claims.claims.find(id);
    return claim != claims.claims.end() && resting.contains(claim->second.environment);
  };
  std::erase_if(findings, [&](const Finding& finding) {
    return !finding.claims.empty() && std::ranges::all_of(finding.claims, rests);
  });
  std::erase_if(claims.claims,
                [&](const auto& item) { return resting.contains(item.second.environment); });
}

/// Nothing, when the stop came too late to keep a job from being begun.
Findings interrupted(const Applied& applied) {
  const std::size_t left = applied.not_begun();
  if (left == 0) return {};
  return {{.code = Code::Interrupted,
           .what = "the run was interrupted: " + std::to_string(left) + " of " +
                   std::to_string(applied.outcomes.size()) + " jobs were not begun",
           .hint = "Run again: it goes on from what is there."}};
}

}  // namespace

bool complete(const PassReport& report, const EnvironmentName* environment) {
  const auto asked = [&](const Claim& claim) {
    return environment == nullptr || claim.environment == *environment;
  };
  return std::ranges::all_of(report.resolved.claims, [&](const auto& item) {
    const auto& [id, claim] = item;
    if (!asked(claim)) return true;
    const auto server = report.state.servers.find(claim.server);
    if (server != report.state.servers.end() && !server->second.has_value()) return false;
    const auto state = report.plan.states.find(id);
    return state == report.plan.states.end() ||
           (state->second != CredentialState::Blocked && state->second != CredentialState::Unknown);
  });
}

PassReport run_pass(Desired desired, World& outside, const PassOptions& options) {
  PassReport report;
  append(report.findings, keep_within(options.bounds, desired.claims));
  std::set<EntryRef> named;
  if (options.inventory) named = entries_named(desired.claims);
  LaidOutWorld world(outside, desired.claims);
  ObservedEntries entries = observe_entries(desired.claims, desired.given, world);
  Resolution resolution = resolve(std::move(desired.claims), entries.entries);
  report.resolved = std::move(resolution.claims);
  block(report.resolved, entries.findings);
  append(report.findings, keep_within(options.bounds, report.resolved));
  const Findings fights = conflicts(report.resolved, entries.entries);
  block(report.resolved, fights);
  append(report.findings, fights);
  append(report.findings, desired.findings);
  append(report.findings, entries.findings);
  append(report.findings, resolution.findings);
  let_rest(options.resting, report.resolved, report.findings);

  const KnownSecrets known{desired.given, entries.passwords};
  report.state = {
      .entries = std::move(entries.entries),
      .servers = observe_servers(
          report.resolved, known, world,
          {.depth = options.depth, .share = options.share, .at_once = options.jobs_at_once}),
      .given = std::move(entries.given),
      .deep = options.depth == Depth::Deep};
  report.plan = plan(report.resolved, report.state);
  if (options.inventory) {
    report.inventories =
        take_inventory(report.resolved, report.state.servers, known, world, options.bounds);
    report.inventories->named = std::move(named);
  }
  if (options.apply)
    report.applied = apply(report.plan, {.world = world,
                                         .resolved = report.resolved,
                                         .known = known,
                                         .progress = options.progress,
                                         .jobs_at_once = options.jobs_at_once,
                                         .stop = options.stop,
                                         .deadline = options.deadline});

  append(report.findings, report.plan.findings);
  const bool late = options.deadline && world.clock().now() >= *options.deadline;
  if (report.applied && (late || options.stop.stop_requested()))
    append(report.findings, interrupted(*report.applied));
  const auto today = std::chrono::floor<std::chrono::days>(world.clock().wall());
  report.accepted = silence(options.accepted, today, report.findings);
  silence(options.accepted, today, report.plan.findings);
  sort_findings(report.findings);
  return report;
}

}  // namespace pgberth
