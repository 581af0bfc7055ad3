#include "reconciler/service/standing.h"

#include "reconciler/model/claim.h"

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

Finding without_claims(Finding finding) {
  finding.claims.clear();
  return finding;
}

Finding with_claims(Finding finding, std::set<ClaimId> claims) {
  finding.claims = std::move(claims);
  return finding;
}

bool proved(CredentialState state) {
  return state == CredentialState::InSync || state == CredentialState::Mismatch ||
         state == CredentialState::NotProved;
}

}  // namespace

void Standing::take(const Look& look) {
  const std::lock_guard lock(busy_);
  for (const EnvironmentName& name : look.evaluated) {
    std::map<ClaimId, CredentialState> states;
    std::map<ClaimId, CredentialState>& before = environments_[name].states;
    for (const auto& [id, state] : look.states) {
      if (environment_of(id) != name) continue;
      const auto earlier = before.find(id);
      const bool still = state == CredentialState::Stored && look.partly.contains(id) &&
                         earlier != before.end() && proved(earlier->second);
      states.emplace(id, still ? earlier->second : state);
    }
    before = std::move(states);
  }
  let_go(look);
  for (const Told& told : look.told) come(told);
}

/// Nobody is told again of what some of its environments have had already.
void Standing::come(const Told& told) {
  const Finding key = without_claims(told.finding);
  bool fresh = false;
  for (const EnvironmentName& name : told.about) {
    const auto [known, is_fresh] = environments_[name].findings.try_emplace(key);
    known->second = {.claims = told.finding.claims, .seen_in = told.seen_in};
    fresh = fresh || is_fresh;
  }
  if (fresh) journal_.finding(told.finding, false);
}

/// Whether `look`, which did not see the finding, would have seen it.
bool Standing::may_go(const Finding& finding, const Known& known, const Look& look) {
  if (known.seen_in == SeenIn::Values) return true;
  return std::ranges::all_of(known.claims, [&](const ClaimId& id) {
    if (look.resting.contains(environment_of(id))) return false;
    const auto state = look.states.find(id);
    if (state == look.states.end()) return true;  // Nobody asks for it any more.
    switch (state->second) {
      case CredentialState::Unknown:
      case CredentialState::Unreadable:
        return false;
      case CredentialState::Blocked:  // Another error may be in the place of this one.
        return finding.severity() == Severity::Error;
      default:
        return known.seen_in == SeenIn::Stores || !look.partly.contains(id);
    }
  });
}

void Standing::let_go(const Look& look) {
  std::map<EnvironmentName, std::set<Finding>> now;
  for (const Told& told : look.told)
    for (const EnvironmentName& name : told.about) now[name].insert(without_claims(told.finding));
  std::map<Finding, std::set<ClaimId>> gone;
  for (const EnvironmentName& name : look.evaluated)
    std::erase_if(environments_.at(name).findings, [&](const auto& item) {
      const auto& [finding, known] = item;
      if (now[name].contains(finding) || !may_go(finding, known, look)) return false;
      gone[finding].insert(known.claims.begin(), known.claims.end());
      return true;
    });
  for (const auto& [finding, claims] : gone) journal_.finding(with_claims(finding, claims), true);
}

void Standing::take(const std::string& part, const Findings& now) {
  const std::lock_guard lock(busy_);
  Subject& subject = parts_[part];
  Stands current;
  for (const Finding& finding : now) {
    const auto [known, fresh] = current.try_emplace(without_claims(finding));
    known->second.claims = finding.claims;
    if (fresh && !subject.findings.contains(known->first)) journal_.finding(finding, false);
  }
  for (const auto& [finding, known] : subject.findings)
    if (!current.contains(finding)) journal_.finding(with_claims(finding, known.claims), true);
  subject.findings = std::move(current);
}

void Standing::keep(const std::set<EnvironmentName>& names) {
  const std::lock_guard lock(busy_);
  std::map<Finding, std::set<ClaimId>> gone;
  std::erase_if(environments_, [&](const auto& item) {
    if (names.contains(item.first)) return false;
    for (const auto& [finding, known] : item.second.findings)
      gone[finding].insert(known.claims.begin(), known.claims.end());
    return true;
  });
  for (const auto& [finding, claims] : gone) journal_.finding(with_claims(finding, claims), true);
}

StandingFigures Standing::figures_of(const Subject& subject) {
  StandingFigures figures;
  for (const auto& [id, state] : subject.states) ++figures.claims[state];
  for (const auto& [finding, known] : subject.findings) ++figures.findings[finding.code];
  return figures;
}

StandingFigures Standing::of(const EnvironmentName& name) const {
  const std::lock_guard lock(busy_);
  const auto found = environments_.find(name);
  return found == environments_.end() ? StandingFigures{} : figures_of(found->second);
}

StandingFigures Standing::of_part(const std::string& part) const {
  const std::lock_guard lock(busy_);
  const auto found = parts_.find(part);
  return found == parts_.end() ? StandingFigures{} : figures_of(found->second);
}

}  // namespace pgberth
