#include "reconciler/plan/changes.h"

#include "reconciler/base/short_text.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace pgberth {
namespace {

/// A claim of one side with all that it says.
struct Told {
  const Claim* claim;
  std::vector<Fact> facts;
  std::string server;
};

using ToldById = std::map<ClaimId, Told>;

std::vector<Difference> differences(const Told& before, const Told& after) {
  std::vector<Difference> found;
  const auto fact_in = [](const std::vector<Fact>& facts, const std::string& what) {
    const auto fact = std::ranges::find(facts, what, &Fact::what);
    return fact == facts.end() ? nullptr : &*fact;
  };
  const auto add = [&](const std::string& what, const Fact* old_fact, const Fact* new_fact) {
    found.push_back({.what = short_text(what),
                     .before = old_fact == nullptr ? "" : short_text(old_fact->text),
                     .after = new_fact == nullptr ? "" : short_text(new_fact->text),
                     .before_at = old_fact == nullptr ? before.claim->asked_at : old_fact->at,
                     .after_at = new_fact == nullptr ? after.claim->asked_at : new_fact->at});
  };
  for (const Fact& fact : before.facts) {
    const Fact* other = fact_in(after.facts, fact.what);
    if (other == nullptr || other->text != fact.text) add(fact.what, &fact, other);
  }
  for (const Fact& fact : after.facts)
    if (fact_in(before.facts, fact.what) == nullptr) add(fact.what, nullptr, &fact);
  std::ranges::sort(found, {}, &Difference::what);
  return found;
}

std::optional<ClaimChange> changed(const Told& before, const Told& after) {
  auto found = differences(before, after);
  const bool renamed = before.claim->id != after.claim->id;
  if (found.empty() && !renamed) return std::nullopt;
  return ClaimChange{.kind = ClaimChange::Kind::Changed,
                     .id = after.claim->id,
                     .was = renamed ? before.claim->id : ClaimId{},
                     .before_at = before.claim->asked_at,
                     .after_at = after.claim->asked_at,
                     .differences = std::move(found)};
}

/// Compares the claims of one environment.
class Comparison {
 public:
  Comparison(const Desired& before, const Desired& after)
      : before_(told(before.claims)), after_(told(after.claims)) {
    before_whole_ = read_in_whole(before);
    after_whole_ = read_in_whole(after);
  }

  void run(EnvironmentChanges& changes) && {
    pair_by_id(changes);
    pair_by_database(changes);
    leave(std::move(before_), after_whole_, ClaimChange::Kind::NoLongerDeclared, changes);
    leave(std::move(after_), before_whole_, ClaimChange::Kind::New, changes);
    std::ranges::sort(changes.claims, [](const ClaimChange& a, const ClaimChange& b) {
      return std::tie(a.kind, a.id) < std::tie(b.kind, b.id);
    });
    std::ranges::sort(changes.not_compared);
  }

 private:
  using Berth = std::pair<std::string, std::string>;

  static ToldById told(const Claims& claims) {
    ToldById all;
    for (const auto& [id, claim] : claims.claims)
      all.emplace(id, Told{.claim = &claim,
                           .facts = facts_of(claim, claims),
                           .server = server_words(claim, claims)});
    return all;
  }

  void pair_by_id(EnvironmentChanges& changes) {
    for (auto old_one = before_.begin(); old_one != before_.end();) {
      const auto new_one = after_.find(old_one->first);
      if (new_one == after_.end()) {
        ++old_one;
        continue;
      }
      if (auto change = changed(old_one->second, new_one->second))
        changes.claims.push_back(*std::move(change));
      after_.erase(new_one);
      old_one = before_.erase(old_one);
    }
  }

  /// Server and database where a constant names it, and the claims that have it.
  static std::map<Berth, std::vector<ClaimId>> by_berth(const ToldById& claims) {
    std::map<Berth, std::vector<ClaimId>> all;
    for (const auto& [id, told] : claims)
      if (const Text* database = text_of(told.claim->credential, Field::Database))
        all[{told.server, database->text}].push_back(id);
    return all;
  }

  /// What remains is one claim under another name where exactly one on each side has the database.
  void pair_by_database(EnvironmentChanges& changes) {
    const auto news = by_berth(after_);
    for (const auto& [berth, old_ids] : by_berth(before_)) {
      const auto found = news.find(berth);
      if (found == news.end() || old_ids.size() != 1 || found->second.size() != 1) continue;
      const auto old_one = before_.extract(old_ids.front());
      const auto new_one = after_.extract(found->second.front());
      if (auto change = changed(old_one.mapped(), new_one.mapped()))
        changes.claims.push_back(*std::move(change));
    }
  }

  static void leave(ToldById claims, bool other_side_whole, ClaimChange::Kind kind,
                    EnvironmentChanges& changes) {
    for (auto& [id, told] : claims) {
      if (!other_side_whole) {
        changes.not_compared.push_back(id);
        continue;
      }
      for (Fact& fact : told.facts) {
        fact.what = short_text(std::move(fact.what));
        fact.text = short_text(std::move(fact.text));
      }
      ClaimChange change{.kind = kind, .id = id, .facts = std::move(told.facts)};
      (kind == ClaimChange::Kind::New ? change.after_at : change.before_at) = told.claim->asked_at;
      changes.claims.push_back(std::move(change));
    }
  }

  ToldById before_;
  ToldById after_;
  bool before_whole_ = true;
  bool after_whole_ = true;
};

/// What makes two findings the same one. Its line does not; its file and which claims it is about
/// count only for errors: those block claims, and a new one must never pass for an old one.
using FindingKey = std::tuple<Code, std::string, std::string, std::set<ClaimId>>;

std::map<FindingKey, Findings> by_key(const Findings& findings) {
  std::map<FindingKey, Findings> all;
  for (const Finding& finding : findings) {
    const bool blocks = finding.severity() == Severity::Error;
    all[{finding.code, finding.what, blocks ? *finding.where.file : std::string(),
         blocks ? finding.claims : std::set<ClaimId>{}}]
        .push_back(finding);
  }
  return all;
}

/// Of findings that are told equally the ones at a line of their own are new or gone.
void compare(Findings before, Findings after, EnvironmentChanges& changes) {
  const auto take_pairs = [&](const auto& same) {
    std::erase_if(before, [&](const Finding& one) {
      const auto other =
          std::ranges::find_if(after, [&](const Finding& each) { return same(one, each); });
      if (other == after.end()) return false;
      if (other->severity() == Severity::Error) changes.standing_errors.push_back(*other);
      after.erase(other);
      return true;
    });
  };
  take_pairs([](const Finding& one, const Finding& each) { return one.where == each.where; });
  take_pairs(
      [](const Finding& one, const Finding& each) { return *one.where.file == *each.where.file; });
  take_pairs([](const Finding&, const Finding&) { return true; });
  std::ranges::move(before, std::back_inserter(changes.gone_findings));
  std::ranges::move(after, std::back_inserter(changes.new_findings));
}

void compare_findings(const Findings& before, const Findings& after, EnvironmentChanges& changes) {
  auto olds = by_key(before);
  for (auto& [key, news] : by_key(after)) {
    auto old_ones = olds.extract(key);
    compare(old_ones.empty() ? Findings{} : std::move(old_ones.mapped()), news, changes);
  }
  for (auto& [key, gone] : olds) compare(std::move(gone), {}, changes);
  for (Findings* findings :
       {&changes.new_findings, &changes.gone_findings, &changes.standing_errors})
    sort_findings(*findings);
}

}  // namespace

/// An error about no claim in particular may have kept claims from being made.
bool read_in_whole(const Desired& desired) {
  return std::ranges::none_of(desired.findings, [](const Finding& finding) {
    return finding.severity() == Severity::Error && finding.claims.empty();
  });
}

std::string_view to_string(ClaimChange::Kind kind) {
  switch (kind) {
    case ClaimChange::Kind::New:
      return "new";
    case ClaimChange::Kind::Changed:
      return "changed";
    case ClaimChange::Kind::NoLongerDeclared:
      break;
  }
  return "no longer declared";
}

std::string_view to_string(EnvironmentChanges::Kind kind) {
  switch (kind) {
    case EnvironmentChanges::Kind::Appeared:
      return "appeared";
    case EnvironmentChanges::Kind::Vanished:
      return "vanished";
    case EnvironmentChanges::Kind::Touched:
      break;
  }
  return "touched";
}

EnvironmentChanges changes_of(const EnvironmentName& name, const Desired* before,
                              const Desired* after) {
  using Kind = EnvironmentChanges::Kind;
  const Desired nothing;
  EnvironmentChanges changes{.name = name};
  if (before == nullptr) changes.kind = Kind::Appeared;
  if (after == nullptr) changes.kind = Kind::Vanished;
  const Desired& old_one = before == nullptr ? nothing : *before;
  const Desired& new_one = after == nullptr ? nothing : *after;
  Comparison(old_one, new_one).run(changes);
  compare_findings(old_one.findings, new_one.findings, changes);
  return changes;
}

Changes changes(const DesiredOf& before, const DesiredOf& after) {
  std::set<EnvironmentName> names;
  for (const auto& [name, desired] : before) names.insert(name);
  for (const auto& [name, desired] : after) names.insert(name);
  const auto in = [](const DesiredOf& side, const EnvironmentName& name) {
    const auto found = side.find(name);
    return found == side.end() ? nullptr : &found->second;
  };
  Changes all;
  for (const EnvironmentName& name : names)
    if (auto one = changes_of(name, in(before, name), in(after, name)); !one.empty())
      all.environments.push_back(std::move(one));
  return all;
}

}  // namespace pgberth
