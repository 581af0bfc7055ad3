#include "reconciler/service/wishes.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pgberth {
namespace {

Desired read_at(const Environment& environment, const DiscoveryOptions& discovery,
                const Snapshot& snapshot) {
  const std::unique_ptr<Tree> whole = snapshot.open("");
  return read_one(snapshot.proposals->applied(environment, discovery), *whole, snapshot.open);
}

}  // namespace

bool is_broken(const Findings& of_reading) {
  return std::ranges::any_of(of_reading, [](const Finding& finding) {
    return finding.severity() == Severity::Error && finding.claims.empty();
  });
}

Desired Wishes::read(const Environment& environment, const DiscoveryOptions& discovery,
                     const Snapshot& snapshot) {
  Desired desired = in_force(environment, discovery, snapshot);
  take_secrets(environment, desired);
  return desired;
}

Desired Wishes::in_force(const Environment& environment, const DiscoveryOptions& discovery,
                         const Snapshot& snapshot) {
  const EnvironmentName& name = environment.settings.name;
  Desired now = read_at(environment, discovery, snapshot);
  if (!snapshot.commit) return now;
  if (!is_broken(now.findings)) {
    good_.insert_or_assign(name, *snapshot.commit);
    return now;
  }
  const auto good = this->good(name);
  if (!good) return now;
  const auto before = values_.at(*good);
  if (!before) return now;
  good_.insert_or_assign(name, *good);
  Desired then = read_at(environment, discovery, *before);
  std::ranges::move(now.findings, std::back_inserter(then.findings));
  then.findings.push_back(
      {.code = Code::LastGoodValues,
       .what = "the values of commit " + good->id.substr(0, 12) + " stay in force for \"" +
               name.str() + "\"",
       .hint = "Mend what is wrong in commit " + snapshot.commit->id.substr(0, 12) + "."});
  return then;
}

std::optional<CommitId> Wishes::good(const EnvironmentName& name) {
  if (const auto known = good_.find(name); known != good_.end()) return known->second;
  const auto remembered = values_.remembered();
  const auto found = remembered.find(name.str());
  return found == remembered.end() ? std::nullopt : std::optional(found->second);
}

Result<Done> Wishes::remember() {
  if (good_ == kept_) return Done{};
  std::map<std::string, CommitId> commits;
  for (const auto& [name, commit] : good_) commits.emplace(name.str(), commit);
  auto done = values_.remember(commits);
  if (done) kept_ = good_;
  return done;
}

void Wishes::keep(const std::set<EnvironmentName>& names) {
  std::erase_if(good_, [&](const auto& item) { return !names.contains(item.first); });
}

}  // namespace pgberth
