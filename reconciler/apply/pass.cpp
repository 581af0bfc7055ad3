#include "reconciler/apply/pass.h"

#include "reconciler/apply/circumstances.h"
#include "reconciler/apply/laid_out.h"
#include "reconciler/observed/lone_logins.h"
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

/// Takes out of `plan` what was tried before in vain, and tells of it again.
void leave_out(const std::vector<GivenUp>& given_up, Plan& plan) {
  for (const GivenUp& one : given_up) {
    if (std::erase(plan.jobs, one.job) > 0) plan.findings.push_back(finding_of(one));
  }
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

/// What a person has to add, because pgberth is not allowed to.
Findings not_allowed(const Plan& plan, const Applied& applied) {
  Findings findings;
  for (std::size_t j = 0; j < plan.jobs.size(); ++j)
    for (std::size_t s = 0; s < applied.outcomes[j].size(); ++s) {
      const Outcome& outcome = applied.outcomes[j][s];
      if (outcome.result != StepResult::NotAllowed || !outcome.error) continue;
      const Step& step = plan.jobs[j].steps[s];
      findings.push_back(finding_of(*outcome.error, *step.for_claims));
      findings.back().where = step.asked_at;
    }
  return findings;
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

Finding finding_of(const GivenUp& one) {
  Finding finding = finding_of(one.error);
  for (const Step& step : one.job.steps)
    finding.claims.insert(step.for_claims->begin(), step.for_claims->end());
  if (!one.job.steps.empty()) finding.where = one.job.steps.front().asked_at;
  finding.hint =
      "It is tried again when values, settings or the plan have changed, and once in a while. " +
      finding.hint;
  return finding;
}

bool complete(const PassReport& report, const EnvironmentName* environment) {
  const auto asked = [&](const ClaimId& id) {
    if (environment == nullptr) return true;
    const auto claim = report.resolved.claims.find(id);
    return claim != report.resolved.claims.end() && claim->second.environment == *environment;
  };
  const auto of_it = [&](const ServerId& server) {
    return environment == nullptr ||
           std::ranges::any_of(report.resolved.claims, [&](const auto& claim) {
             return claim.second.server == server && claim.second.environment == *environment;
           });
  };
  const bool silent = std::ranges::any_of(report.state.servers, [&](const auto& server) {
    return !server.second.has_value() && of_it(server.first);
  });
  return !silent && std::ranges::none_of(report.plan.states, [&](const auto& state) {
    return (state.second == CredentialState::Blocked || state.second == CredentialState::Unknown) &&
           asked(state.first);
  });
}

std::vector<GivenUp> without_effect(const PassReport& report) {
  std::vector<GivenUp> found;
  for (std::size_t j = 0; report.applied && j < report.plan.jobs.size(); ++j)
    for (const Outcome& outcome : report.applied->outcomes[j])
      if (outcome.error && (outcome.error->code == Code::StepWithoutEffect ||
                            outcome.error->code == Code::KeyNotGranted)) {
        found.push_back({.job = report.plan.jobs[j], .error = *outcome.error});
        break;
      }
  return found;
}

namespace {

/// What was seen and decided, before anything is done.
struct Evaluated {
  PassReport report{};
  ReadSecrets passwords{};
};

/// Observe entries → resolve → observe servers → plan.
Evaluated look(const Desired& desired, World& world, const PassOptions& options,
               EntryMemory* memory) {
  Evaluated seen;
  PassReport& report = seen.report;
  ObservedEntries entries = observe_entries(desired.claims, desired.given, world, memory);
  Resolution resolution = resolve(desired.claims, entries.entries);
  report.resolved = std::move(resolution.claims);
  block(report.resolved, entries.findings);
  append(report.findings, keep_within(options.bounds, report.resolved));
  tell_conflicts(entries.entries, {}, report);
  append(report.findings, desired.findings);
  append(report.findings, entries.findings);
  append(report.findings, resolution.findings);
  let_rest(options.resting, report.resolved, report.findings);

  seen.passwords = std::move(entries.passwords);
  const KnownSecrets known{desired.given, seen.passwords};
  // Whose secrets will not be read for a while is proved now.
  const LookOptions how{.depth = options.depth,
                        .share = entries.kept ? Share{} : options.share,
                        .at_once = options.jobs_at_once,
                        .refused = options.refused};
  report.state = {.entries = std::move(entries.entries),
                  .servers = observe_servers(report.resolved, known, world, how),
                  .given = std::move(entries.given),
                  .deep = options.depth == Depth::Deep,
                  .unread = std::move(entries.unread)};
  if (report.state.deep)
    report.state.logins = try_lone_logins(report.resolved, report.state.entries, known, world, how);
  tell_conflicts(report.state.entries, identities_of(report.state.servers), report);
  report.plan = plan(report.resolved, report.state);
  leave_out(options.given_up, report.plan);
  return seen;
}

}  // namespace

PassReport run_pass(Desired desired, World& outside, const PassOptions& options) {
  const Findings bounds = keep_within(options.bounds, desired.claims);
  std::set<EntryRef> named;
  if (options.inventory) named = entries_named(desired.claims);
  LaidOutWorld world(outside, desired.claims);
  Evaluated seen = look(desired, world, options, options.memory);
  // Steps need the secrets, too.
  if (!seen.report.state.unread.empty() && !seen.report.plan.jobs.empty())
    seen = look(desired, world, options, nullptr);
  PassReport& report = seen.report;
  append(report.findings, bounds);
  const KnownSecrets known{desired.given, seen.passwords};
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
                                         .deadline = options.deadline,
                                         .stop_between_steps = options.stop_between_steps});

  append(report.findings, report.plan.findings);
  append(report.findings, circumstances(report, world));
  if (report.applied) append(report.findings, not_allowed(report.plan, *report.applied));
  const bool late = options.deadline && world.clock().now() >= *options.deadline;
  if (report.applied && (late || options.stop.stop_requested()))
    append(report.findings, interrupted(*report.applied));
  const auto today = std::chrono::floor<std::chrono::days>(world.clock().wall());
  report.accepted =
      silence(options.accepted, today, sight_of(report.resolved, report.plan.not_looked_into),
              report.findings);
  keep_told(report.findings, report.plan.findings);
  sort_findings(report.findings);
  return std::move(seen.report);
}

}  // namespace pgberth
