#include "reconciler/service/service.h"

#include "reconciler/service/groups.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace pgberth {
namespace {

const std::string kSource = "source";
const std::string kSettings = "settings";
constexpr std::chrono::minutes kSlack{2};  ///< Beyond the longest round that is well.

constexpr std::size_t kSlow = 2;  ///< A pass that is left out so often is told of.

/// No environment is called so: names have no slash.
const std::string kSourceRests = "/source";

std::string names_of(const Group& group) {
  std::string all;
  for (const EnvironmentName& name : group)
    all += (all.empty() ? "\"" : ", \"") + name.str() + "\"";
  return all;
}

Group names_of(const Settings& settings) {
  Group names;
  for (const Environment& environment : settings.environments)
    names.insert(environment.settings.name);
  return names;
}

}  // namespace

/// What a round and its passes tell each other.
struct Service::Round {
  Turn turn{};
  std::atomic<std::size_t> left = 0;  ///< Passes that have not ended.
  std::atomic<bool> whole = false;    ///< So far.
  std::atomic<bool> evaluated = false;
};

Service::Service(const ServiceParts& parts)
    : parts_(parts),
      values_(parts.source, parts.folder),
      wishes_(values_),
      patience_(parts.clock, parts.entropy),
      standing_(parts.journal) {}

void Service::tell(const std::string& part, const Findings& findings) {
  standing_.take(part, findings);
  parts_.metrics.part(part, standing_.of_part(part));
}

void Service::take_settings(Settings settings) {
  const RunSettings& run = settings.run;
  if (!gates_ || run.store_calls_at_once != settings_->run.store_calls_at_once)
    gates_ = std::make_shared<StoreGates>(run.store_calls_at_once);
  if (settings_->source != settings.source) {
    wishes_.forget();
    commit_.reset();
  }
  refused_.leave_alone_for(run.longest_backoff);
  parts_.health.expect(run.timeout + run.interval + kSlack);
  settings_ = std::make_shared<const Settings>(std::move(settings));
  configured_ = true;
}

/// Settings that cannot be used leave the earlier ones in force.
bool Service::reload() {
  SettingsRead read = parts_.settings();
  tell(kSettings, read.findings);
  current_ = !has_error(read.findings);
  if (current_) {
    if (read.version != settings_version_) {
      patience_.something_changed(kSourceRests);
      refused_.forget();
    }
    settings_version_ = read.version;
    take_settings(std::move(read.settings));
  }
  return configured_;
}

std::optional<Snapshot> Service::bring(const std::stop_token& stop) {
  if (!patience_.rests(kSourceRests)) {
    auto pulled = values_.pull(settings_->source, stop);
    if (settings_->source) parts_.metrics.pull(pulled.has_value());
    if (pulled) {
      patience_.note(kSourceRests, true, pace_of(settings_->run));
      tell(kSource, pulled->notes);
      if (const auto& commit = pulled->commit; commit && commit != commit_) {
        parts_.journal.event("commit", "values are those of commit " + commit->id);
        patience_.something_changed(kSourceRests);
        refused_.forget();
      }
      commit_ = pulled->commit;
      return *std::move(pulled);
    }
    if (stop.stop_requested()) return std::nullopt;
    patience_.note(kSourceRests, false, pace_of(settings_->run));
    tell(kSource, {finding_of(pulled.error())});
  }
  current_ = false;  // Nobody knows what the source asks for by now.
  return earlier();
}

/// The values of the last commit that was brought, by this process or the one before.
std::optional<Snapshot> Service::earlier() {
  for (const std::optional<CommitId>& commit : {commit_, values_.brought()}) {
    if (!commit) continue;
    auto snapshot = values_.at(*commit);
    if (!snapshot) continue;
    if (commit != commit_)
      parts_.journal.event("commit", "values are those of commit " + commit->id +
                                         ", which an earlier run has brought");
    commit_ = commit;
    return *std::move(snapshot);
  }
  return std::nullopt;
}

Asked Service::read(const Snapshot& snapshot) {
  Asked asked;
  for (const Environment& environment : settings_->environments)
    asked.emplace(environment.settings.name,
                  wishes_.read(environment, settings_->discovery, snapshot));
  return asked;
}

/// What is known of environments that the settings name no more.
void Service::forget() {
  const Group names = names_of(*settings_);
  standing_.keep(names);
  parts_.metrics.keep(names);
  wishes_.keep(names);
}

/// Whether a pass with one of the group is still under way, so that this round leaves it out.
bool Service::leave(const Group& group) {
  const std::lock_guard lock(busy_);
  Group waits_for;
  bool tell = false;
  for (const EnvironmentName& name : group)
    if (const auto found = under_way_.find(name); found != under_way_.end()) {
      waits_for.insert(name);
      tell = ++found->second == kSlow || tell;
    }
  if (tell)
    parts_.journal.event("under_way", "the pass over " + names_of(waits_for) +
                                          " is still under way; until its end rounds leave out " +
                                          names_of(group));
  if (waits_for.empty())
    for (const EnvironmentName& name : group) under_way_.emplace(name, 0);
  return !waits_for.empty();
}

void Service::begin_passes(const std::shared_ptr<Round>& round, Asked asked,
                           const std::stop_token& stop) {
  std::map<EnvironmentName, const Claims*> claims;
  for (const auto& [name, desired] : asked) claims.emplace(name, &desired.claims);
  std::vector<Group> chosen = groups(claims);
  const auto out = std::ranges::remove_if(chosen, [&](const Group& group) { return leave(group); });
  if (!out.empty()) round->whole = false;
  chosen.erase(out.begin(), out.end());
  const bool all = out.empty();
  round->left = chosen.size();
  for (const Group& group : chosen) {
    auto mine = std::make_shared<Asked>();
    for (const EnvironmentName& name : group) mine->insert(asked.extract(name));
    crew_.take(
        [this, round, mine, group, all, stop] {
          const GroupPass pass(parts_, patience_, standing_, refused_);
          if (stop.stop_requested() || !pass.run(std::move(*mine), round->turn, stop))
            round->whole = false;
          {
            const std::lock_guard lock(busy_);
            for (const EnvironmentName& name : group) under_way_.erase(name);
          }
          if (--round->left > 0 || !all || stop.stop_requested()) return;
          round->evaluated = true;
          parts_.health.evaluated();
        },
        settings_->run.passes_at_once);
  }
}

std::shared_ptr<Service::Round> Service::begin(const std::stop_token& stop) {
  auto round = std::make_shared<Round>();
  parts_.health.beat();
  if (!reload()) return round;
  const auto snapshot = bring(stop);
  if (!snapshot) return round;
  Asked asked = read(*snapshot);
  if (const auto kept = wishes_.remember(); !kept)
    parts_.journal.event("not_kept",
                         "a restart will not know the last good commits: " + kept.error().what);
  const std::size_t parts = settings_->run.deep_every;
  round->turn = {.settings = settings_,
                 .gates = gates_,
                 .commit = commit_,
                 .current = current_,
                 .share = {.part = rounds_ % parts, .of = parts}};
  round->whole = true;
  forget();
  begin_passes(round, std::move(asked), stop);
  ++rounds_;
  return round;
}

std::chrono::milliseconds Service::wait_after_round(
    std::chrono::steady_clock::time_point begin) const {
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(parts_.clock.now() - begin);
  return std::max(wait_after(0, pace_of(settings_->run), parts_.entropy) - took,
                  std::chrono::milliseconds{0});
}

RoundResult Service::round(const std::stop_token& stop) {
  const auto start = parts_.clock.now();
  const std::shared_ptr<Round> round = begin(stop);
  crew_.wait();
  return {.evaluated = round->evaluated, .complete = round->whole, .wait = wait_after_round(start)};
}

void Service::serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto start = parts_.clock.now();
    begin(stop);
    crew_.throw_failure();
    if (stop.stop_requested()) break;
    // In short sleeps, so that a long interval is not taken for a loop that hangs.
    constexpr std::chrono::milliseconds most{30'000};
    for (auto left = wait_after_round(start); left.count() > 0; left -= most) {
      parts_.health.beat();
      if (!parts_.clock.rest(std::min(left, most), stop)) break;
    }
  }
  crew_.wait();
}

}  // namespace pgberth
