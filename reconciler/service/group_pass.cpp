#include "reconciler/service/group_pass.h"

#include "reconciler/service/wishes.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace pgberth {
namespace {

/// Tells each step that was tried as it ends.
class Telling final : public Progress {
 public:
  Telling(Journal& journal, Metrics& metrics) : journal_(journal), metrics_(metrics) {}

  void ended(const Job& job, const Step& step, const Outcome& outcome) override {
    if (outcome.result == StepResult::Skipped) return;
    journal_.step(job, step, outcome);
    metrics_.step(step, outcome);
  }

 private:
  Journal& journal_;
  Metrics& metrics_;
};

/// Whether what must be asked for the environment answered, and what was planned for it is done.
bool went_well(const PassReport& report, const EnvironmentName& name) {
  const auto of_it = [&](const ClaimId& id) { return environment_of(id) == name; };
  for (const auto& [id, state] : report.plan.states)
    if (state == CredentialState::Unknown && of_it(id)) return false;
  for (std::size_t j = 0; report.applied && j < report.plan.jobs.size(); ++j) {
    const Job& job = report.plan.jobs[j];
    for (std::size_t s = 0; s < job.steps.size(); ++s) {
      const Outcome& outcome = report.applied->outcomes[j][s];
      const bool vain = outcome.error && outcome.error->code == Code::StepWithoutEffect;
      if (outcome.result == StepResult::Failed && !vain &&
          std::ranges::any_of(*job.steps[s].for_claims, of_it))
        return false;
    }
  }
  return true;
}

std::size_t steps_of(const Plan& plan) {
  std::size_t count = 0;
  for (const Job& job : plan.jobs) count += job.steps.size();
  return count;
}

using OfReading = std::map<EnvironmentName, Findings>;

bool has(const Findings& findings, const Finding& one) {
  return std::ranges::any_of(findings, [&](const Finding& finding) {
    return finding.code == one.code && finding.what == one.what && finding.where == one.where;
  });
}

/// What only a look into a database can show, or rests on everything that was found.
constexpr std::array kSeenInside{
    Code::Mismatch,           Code::NotProved,       Code::ReadyUnproved,
    Code::MarkedNotProved,    Code::LookFailed,      Code::RoleElsewhere,
    Code::SchemaHeldByOthers, Code::GrantImpossible, Code::ExtensionUnavailable,
    Code::ServerReadOnly,     Code::ServerRights,    Code::StepWithoutEffect,
    Code::KeyNotGranted,      Code::LookedAfter,     Code::AcceptEnded,
    Code::AcceptUnclear,      Code::AcceptUnused};

SeenIn seen_in(const Finding& finding) {
  const bool inside = std::ranges::find(kSeenInside, finding.code) != kSeenInside.end();
  return inside ? SeenIn::Inside : SeenIn::Stores;
}

Told told_of(const Finding& finding, const OfReading& of_reading, const Group& evaluated) {
  Told told{.finding = finding, .seen_in = seen_in(finding)};
  for (const ClaimId& id : finding.claims) told.about.insert(environment_of(id));
  for (const auto& [name, findings] : of_reading) {
    if (!has(findings, finding)) continue;
    told.seen_in = SeenIn::Values;
    if (finding.claims.empty()) told.about.insert(name);
  }
  if (told.about.empty()) told.about = evaluated;
  return told;
}

Look look_of(const PassReport& report, const OfReading& of_reading, const Group& idle) {
  Look look{.resting = idle, .states = report.plan.states, .partly = report.plan.not_looked_into};
  for (const auto& [name, findings] : of_reading)
    if (!idle.contains(name)) {
      look.evaluated.insert(name);
      if (is_broken(findings)) look.broken.insert(name);
    }
  const std::vector<GivenUp> vain = without_effect(report);
  // What was refused in this pass is told as it will be while it is not tried again.
  const auto told_below = [&](const Finding& finding) {
    return finding.code == Code::KeyNotGranted &&
           std::ranges::any_of(vain,
                               [&](const GivenUp& one) { return one.error.what == finding.what; });
  };
  for (const Finding& finding : report.findings)
    if (!told_below(finding)) look.told.push_back(told_of(finding, of_reading, look.evaluated));
  for (const GivenUp& one : vain)
    look.told.push_back(told_of(finding_of(one), of_reading, look.evaluated));
  return look;
}

}  // namespace

PassReport GroupPass::evaluate(Desired desired, const Evaluation& how,
                               const std::stop_token& stop) const {
  const Turn& turn = how.turn;
  const Settings& settings = *turn.settings;
  const std::unique_ptr<World> world = turn.gates->guard(parts_.world(settings));
  Telling telling(parts_.journal, parts_.metrics);
  return run_pass(std::move(desired), *world,
                  {.share = how.share,
                   .apply = true,
                   .bounds = bounds_of(settings),
                   .resting = how.idle,
                   .given_up = patience_.given_up(),
                   .accepted = accepted_of(settings.accepted, how.group),
                   .refused = &refused_,
                   .memory = &memory_,
                   .progress = &telling,
                   .jobs_at_once = settings.run.jobs_at_once,
                   .stop = stop,
                   .stop_between_steps = true,
                   .deadline = parts_.clock.now() + settings.run.timeout});
}

void GroupPass::note(const EnvironmentName& name, const PassReport& report, bool whole,
                     const RunSettings& run) const {
  EnvironmentFigures figures{.standing = standing_.of(name)};
  if (whole) figures.complete = Moment{parts_.clock.now(), parts_.clock.wall()};
  parts_.metrics.environment(name, std::move(figures));
  patience_.note(name.str(), went_well(report, name), pace_of(run));
}

/// What was done on a server may be what a login needed.
void GroupPass::forget_refused(const PassReport& report) const {
  for (std::size_t j = 0; report.applied && j < report.plan.jobs.size(); ++j)
    if (std::ranges::any_of(report.applied->outcomes[j], [](const Outcome& outcome) {
          return outcome.result == StepResult::Done;
        }))
      refused_.forget(report.plan.jobs[j].server);
}

bool GroupPass::run(Asked asked, const Turn& turn, const Share& share,
                    const std::stop_token& stop) const {
  Group group;
  for (const auto& [name, desired] : asked) group.insert(name);
  const Group idle = patience_.resting(group);
  if (idle.size() == group.size()) return false;
  Desired all;
  OfReading of_reading;
  for (auto& [name, desired] : asked) {
    of_reading.emplace(name, desired.findings);
    if (idle.contains(name)) desired.findings.clear();
    add(all, std::move(desired));
  }

  const auto begin = parts_.clock.now();
  const PassReport report = evaluate(std::move(all), {group, idle, turn, share}, stop);
  const auto took = parts_.clock.now() - begin;
  patience_.give_up(without_effect(report), turn.settings->run.longest_backoff);
  const Look look = look_of(report, of_reading, idle);
  standing_.take(look);
  forget_refused(report);
  bool errors = false;
  for (const EnvironmentName& name : look.evaluated) {
    const bool error = standing_.has_error(name) || has_error(of_reading.at(name));
    errors = errors || error;
    note(name, report, turn.current && complete(report, &name) && !error, turn.settings->run);
  }
  parts_.metrics.pass(took);
  const bool whole = turn.current && idle.empty() && complete(report) && !errors &&
                     !has_error(report.findings) && report.applied && report.applied->all_done();
  parts_.journal.pass({.environments = look.evaluated,
                       .commit = turn.commit ? turn.commit->id : "",
                       .took = std::chrono::duration_cast<std::chrono::milliseconds>(took),
                       .claims = report.resolved.claims.size(),
                       .steps = steps_of(report.plan),
                       .findings = report.findings.size(),
                       .complete = whole});
  return whole;
}

}  // namespace pgberth
