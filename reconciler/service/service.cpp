#include "reconciler/service/service.h"

#include "reconciler/apply/pass.h"
#include "reconciler/base/parallel.h"
#include "reconciler/service/groups.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <utility>

namespace pgberth {
namespace {

const std::string kSource = "/source";  ///< No environment is called so: names have no slash.
const std::string kSettings = "/settings";
constexpr std::chrono::minutes kSlack{2};  ///< Beyond the longest round that is well.

/// Tells each step as it ends.
class Telling final : public Progress {
 public:
  Telling(Journal& journal, Metrics& metrics) : journal_(journal), metrics_(metrics) {}

  void ended(const Job& job, const Step& step, const Outcome& outcome) override {
    journal_.step(job, step, outcome);
    metrics_.step(step, outcome);
  }

 private:
  Journal& journal_;
  Metrics& metrics_;
};

std::string subject_of(const std::set<EnvironmentName>& group) {
  std::string all;
  for (const EnvironmentName& name : group) all += (all.empty() ? "" : " ") + name.str();
  return all;
}

bool is_of(const ClaimId& id, const EnvironmentName& name, const Claims& claims) {
  const auto claim = claims.claims.find(id);
  return claim != claims.claims.end() && claim->second.environment == name;
}

/// Whether what must be asked for the environment answered, and what was planned for it is done.
bool went_well(const PassReport& report, const EnvironmentName& name) {
  for (const auto& [id, state] : report.plan.states)
    if (state == CredentialState::Unknown && is_of(id, name, report.resolved)) return false;
  for (std::size_t j = 0; report.applied && j < report.plan.jobs.size(); ++j) {
    const Job& job = report.plan.jobs[j];
    for (std::size_t s = 0; s < job.steps.size(); ++s) {
      const auto of_it = [&](const ClaimId& id) { return is_of(id, name, report.resolved); };
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

}  // namespace

Service::Service(const ServiceParts& parts)
    : parts_(parts),
      values_(parts.source, parts.folder),
      wishes_(values_),
      patience_(parts.clock, parts.entropy) {}

Pace Service::pace() const {
  const RunSettings& run = settings_.run;
  return {.interval = run.interval, .jitter = run.jitter, .longest = run.longest_backoff};
}

/// Settings that cannot be used leave the earlier ones in force.
bool Service::reload() {
  SettingsRead read = parts_.settings();
  parts_.journal.findings(kSettings, read.findings);
  current_ = !has_error(read.findings);
  if (!has_error(read.findings)) {
    if (read.version != settings_version_) patience_.something_changed(kSource);
    settings_version_ = read.version;
    settings_ = std::move(read.settings);
    configured_ = true;
    // Groups take turns when there are more than passes at once.
    parts_.health.expect(settings_.run.timeout + settings_.run.interval + kSlack);
  }
  return configured_;
}

std::optional<Snapshot> Service::bring(const std::stop_token& stop) {
  if (!patience_.rests(kSource)) {
    auto pulled = values_.pull(settings_.source, stop);
    if (settings_.source) parts_.metrics.pull(pulled.has_value());
    if (pulled) {
      patience_.note(kSource, true, pace());
      parts_.journal.findings(kSource, pulled->notes);
      if (const auto& commit = pulled->commit; commit && commit != commit_) {
        parts_.journal.event("commit", "values are those of commit " + commit->id);
        patience_.something_changed(kSource);
      }
      commit_ = pulled->commit;
      return *std::move(pulled);
    }
    if (stop.stop_requested()) return std::nullopt;
    patience_.note(kSource, false, pace());
    parts_.journal.findings(kSource, {finding_of(pulled.error())});
  }
  current_ = false;  // Nobody knows what the source asks for by now.
  if (!commit_) return std::nullopt;
  auto earlier = values_.at(*commit_);
  return earlier ? std::optional(*std::move(earlier)) : std::nullopt;
}

Service::Asked Service::read(const Snapshot& snapshot) {
  Asked asked;
  for (const Environment& environment : settings_.environments)
    asked.emplace(environment.settings.name,
                  wishes_.read(environment, settings_.discovery, snapshot));
  return asked;
}

void Service::note(const EnvironmentName& name, const PassReport& report,
                   const Findings& of_reading) {
  EnvironmentFigures figures;
  for (const auto& [id, state] : report.plan.states)
    if (is_of(id, name, report.resolved)) ++figures.claims[state];
  for (const Finding& finding : of_reading)
    if (finding.claims.empty()) ++figures.findings[finding.code];
  for (const Finding& finding : report.findings)
    if (std::ranges::any_of(finding.claims,
                            [&](const ClaimId& id) { return is_of(id, name, report.resolved); }))
      ++figures.findings[finding.code];
  const bool whole = current_ && complete(report, &name) && !has_error(of_reading);
  if (whole) figures.complete = parts_.clock.wall();
  parts_.metrics.environment(name, std::move(figures));
  patience_.note(name.str(), went_well(report, name), pace());
}

bool Service::pass(const Group& group, Asked& asked, StoreGates& gates,
                   const std::stop_token& stop) {
  const Group idle = patience_.resting(group);
  if (idle.size() == group.size()) return false;
  Desired desired;
  std::map<EnvironmentName, Findings> of_reading;
  for (const EnvironmentName& name : group) {
    Desired& one = asked.at(name);
    of_reading.emplace(name, one.findings);
    if (idle.contains(name)) one.findings.clear();
    add(desired, std::move(one));
  }

  const RunSettings& run = settings_.run;
  const auto begin = parts_.clock.now();
  const std::unique_ptr<World> world = gates.guard(parts_.world(settings_));
  Telling telling(parts_.journal, parts_.metrics);
  const PassReport report =
      run_pass(std::move(desired), *world,
               {.share = {.part = rounds_ % run.deep_every, .of = run.deep_every},
                .apply = true,
                .bounds = bounds_of(settings_),
                .resting = idle,
                .given_up = patience_.given_up(),
                .accepted = accepted_of(settings_.accepted, group),
                .progress = &telling,
                .jobs_at_once = run.jobs_at_once,
                .stop = stop,
                .stop_between_steps = true,
                .deadline = begin + run.timeout});
  const auto took = parts_.clock.now() - begin;
  patience_.give_up(without_effect(report), run.longest_backoff);
  for (const EnvironmentName& name : group)
    if (!idle.contains(name)) note(name, report, of_reading.at(name));
  parts_.metrics.pass(took);
  const bool whole = current_ && idle.empty() && complete(report) && !has_error(report.findings) &&
                     report.applied && report.applied->all_done();
  parts_.journal.findings(subject_of(group), report.findings);
  Group evaluated;
  std::ranges::set_difference(group, idle, std::inserter(evaluated, evaluated.end()));
  parts_.journal.pass({.environments = evaluated,
                       .commit = commit_ ? commit_->id : "",
                       .took = std::chrono::duration_cast<std::chrono::milliseconds>(took),
                       .claims = report.resolved.claims.size(),
                       .steps = steps_of(report.plan),
                       .findings = report.findings.size(),
                       .complete = whole});
  return whole;
}

/// What is known of environments that the settings name no more.
void Service::forget(const std::vector<Group>& groups) {
  std::set<std::string> subjects{kSource, kSettings};
  Group names;
  for (const Group& group : groups) {
    subjects.insert(subject_of(group));
    names.insert(group.begin(), group.end());
  }
  parts_.journal.keep(subjects);
  parts_.metrics.keep(names);
  wishes_.keep(names);
}

RoundResult Service::round(const std::stop_token& stop) {
  parts_.health.beat();
  const auto begin = parts_.clock.now();
  RoundResult result{.wait = RunSettings{}.interval};
  if (!reload()) return result;
  if (const auto snapshot = bring(stop)) {
    Asked asked = read(*snapshot);
    std::map<EnvironmentName, const Claims*> claims;
    for (const auto& [name, desired] : asked) claims.emplace(name, &desired.claims);
    const std::vector<Group> all = groups(claims);
    std::atomic<bool> whole = true;
    StoreGates gates(settings_.run.store_calls_at_once);
    parallel_for(all.size(), settings_.run.passes_at_once, [&](std::size_t i) {
      if (stop.stop_requested() || !pass(all[i], asked, gates, stop)) whole = false;
    });
    ++rounds_;
    forget(all);
    result.evaluated = !stop.stop_requested();
    result.complete = whole;
    if (result.evaluated) parts_.health.evaluated();
  }
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(parts_.clock.now() - begin);
  result.wait =
      std::max(wait_after(0, pace(), parts_.entropy) - took, std::chrono::milliseconds{0});
  return result;
}

void Service::serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const RoundResult result = round(stop);
    if (stop.stop_requested()) break;
    // In short sleeps, so that a long interval is not taken for a loop that hangs.
    constexpr std::chrono::milliseconds most{30'000};
    for (auto left = result.wait; left.count() > 0; left -= most) {
      parts_.health.beat();
      if (!parts_.clock.rest(std::min(left, most), stop)) return;
    }
  }
}

}  // namespace pgberth
