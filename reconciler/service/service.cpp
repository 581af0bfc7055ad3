#include "reconciler/service/service.h"

#include "reconciler/service/groups.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace pgberth {
namespace {

const std::string kSource = "source";
const std::string kSettings = "settings";
const std::string kMemory = "memory";
constexpr std::chrono::minutes kSlack{2};  ///< Beyond the longest round that is well.

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

/// Enters the end of a pass, however it ends.
class Ending {
 public:
  Ending(PassBook& book, PassBook::Ticket ticket) : book_(book), ticket_(ticket) {}
  Ending(const Ending&) = delete;
  Ending& operator=(const Ending&) = delete;
  ~Ending() { book_.ended(ticket_); }

 private:
  PassBook& book_;
  PassBook::Ticket ticket_;
};

}  // namespace

/// What a round and its passes tell each other.
struct Service::Round {
  Turn turn{};
  std::size_t deep_every = 1;
  std::atomic<bool> whole = false;      ///< So far.
  std::atomic<bool> evaluated = false;  ///< So far.
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
    values_.forget();
    wishes_.forget();
    commit_.reset();
    patience_.note(kSourceRests, true, pace_of(run));
  }
  refused_.leave_alone_for(run.longest_backoff);
  memory_.set_oldest(run.verify_every);
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
      memory_.forget();
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
  book_.keep(names);
}

void Service::carry_out(Round& round, const PassBook::Admitted& pass, Asked asked,
                        const std::stop_token& stop) {
  const auto turn = stop.stop_requested() ? std::nullopt : book_.begin(pass.ticket);
  if (!turn) {
    round.whole = false;
    round.evaluated = false;
    return;
  }
  const Ending ending(book_, pass.ticket);
  const Share share{.part = *turn % round.deep_every, .of = round.deep_every};
  const GroupPass work(parts_, patience_, standing_, refused_, memory_);
  if (!work.run(std::move(asked), round.turn, share, stop)) round.whole = false;
  if (stop.stop_requested()) round.evaluated = false;
}

void Service::begin_passes(const std::shared_ptr<Round>& round, Asked asked,
                           const std::stop_token& stop) {
  std::map<EnvironmentName, const Claims*> claims;
  for (const auto& [name, desired] : asked) claims.emplace(name, &desired.claims);
  const PassBook::Admission admission = book_.admit(groups(claims));
  for (const PassBook::Slow& slow : admission.slow)
    parts_.journal.event("under_way",
                         "the pass over " + names_of(slow.group) +
                             " is still under way; until its end rounds leave out " +
                             names_of(slow.left_out.empty() ? slow.group : slow.left_out));
  round->whole = admission.all;
  round->evaluated = admission.all;
  if (book_.all_tried(names_of(*settings_))) parts_.health.evaluated();
  const std::size_t most = settings_->run.passes_at_once;
  for (const PassBook::Admitted& pass : admission.admitted) {
    auto mine = std::make_shared<Asked>();
    for (const EnvironmentName& name : pass.group) mine->insert(asked.extract(name));
    // Passes that hang do not use up the number, as long as not all are slow.
    crew_.take(
        [this, round, mine, pass, stop] {
          carry_out(*round, pass, std::move(*mine), stop);
          if (!stop.stop_requested() && book_.all_tried(names_of(*round->turn.settings)))
            parts_.health.evaluated();
        },
        most + std::min(most, book_.slow()));
  }
}

std::shared_ptr<Service::Round> Service::begin(bool all_databases, const std::stop_token& stop) {
  auto round = std::make_shared<Round>();
  parts_.health.beat();
  if (!reload()) return round;
  const auto snapshot = bring(stop);
  if (!snapshot) {
    book_.admit({});
    return round;
  }
  Asked asked = read(*snapshot);
  const auto kept = wishes_.remember();  // Or a restart will not know the last good commits.
  tell(kMemory, kept ? Findings{} : Findings{finding_of(kept.error())});
  round->turn = {.settings = settings_, .gates = gates_, .commit = commit_, .current = current_};
  round->deep_every = all_databases ? 1 : settings_->run.deep_every;
  forget();
  begin_passes(round, std::move(asked), stop);
  return round;
}

std::chrono::milliseconds Service::wait_after_round(
    std::chrono::steady_clock::time_point begin) const {
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(parts_.clock.now() - begin);
  return std::max(wait_after(0, pace_of(settings_->run), parts_.entropy) - took,
                  std::chrono::milliseconds{0});
}

RoundResult Service::whole_round(bool all_databases, const std::stop_token& stop) {
  const auto start = parts_.clock.now();
  const std::shared_ptr<Round> round = begin(all_databases, stop);
  crew_.wait();
  return {.evaluated = round->evaluated, .complete = round->whole, .wait = wait_after_round(start)};
}

RoundResult Service::round(const std::stop_token& stop) {
  return whole_round(false, stop);
}

RoundResult Service::once(const std::stop_token& stop) {
  return whole_round(true, stop);
}

void Service::serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto start = parts_.clock.now();
    begin(false, stop);
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
