#include "reconciler/apply/pass.h"

#include "reconciler/apply/laid_out.h"
#include "reconciler/observed/take_inventory.h"
#include "reconciler/plan/conflicts.h"
#include "reconciler/plan/resolve.h"

#include <set>
#include <utility>

namespace pgberth {
namespace {

void append(Findings& all, const Findings& more) {
  all.insert(all.end(), more.begin(), more.end());
}

/// Blocks claims that cannot both have what they want. Those on one server under two names are
/// found when the server has said who it is.
void tell_conflicts(const Entries& entries, const Identities& identities, PassReport& report) {
  const Findings found = conflicts(report.resolved, entries, identities);
  block(report.resolved, found);
  append(report.findings, found);
}

Identities identities_of(const std::map<ServerId, Result<Catalogue>>& servers) {
  Identities identities;
  for (const auto& [id, seen] : servers)
    if (seen) identities.emplace(id, seen->identity);
  return identities;
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
  tell_conflicts(entries.entries, {}, report);

  const KnownSecrets known{desired.given, entries.passwords};
  report.state = {.entries = std::move(entries.entries),
                  .servers = observe_servers(report.resolved, known, world,
                                             {options.depth, options.jobs_at_once}),
                  .given = std::move(entries.given),
                  .deep = options.depth == Depth::Deep};
  tell_conflicts(report.state.entries, identities_of(report.state.servers), report);
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
                                         .stop = options.stop});

  append(report.findings, desired.findings);
  append(report.findings, entries.findings);
  append(report.findings, resolution.findings);
  append(report.findings, report.plan.findings);
  if (report.applied && options.stop.stop_requested())
    append(report.findings, interrupted(*report.applied));
  const auto today = std::chrono::floor<std::chrono::days>(world.clock().wall());
  report.accepted =
      silence(options.accepted, today, sight_of(report.resolved, options.depth == Depth::Deep),
              report.findings);
  keep_told(report.findings, report.plan.findings);
  sort_findings(report.findings);
  return report;
}

}  // namespace pgberth
