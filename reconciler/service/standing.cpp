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

/// What a login has proved stays true as long as nobody can look again.
void Standing::take_states(const EnvironmentName& name, const Look& look, Subject& subject) {
  std::map<ClaimId, CredentialState> before = std::exchange(subject.proved, {});
  subject.states.clear();
  for (const auto& [id, state] : look.states) {
    if (environment_of(id) != name) continue;
    const auto earlier = before.find(id);
    const bool unseen = state == CredentialState::Unknown || state == CredentialState::Unreadable ||
                        state == CredentialState::Blocked ||
                        (state == CredentialState::Stored && look.partly.contains(id));
    if (proved(state)) subject.proved.emplace(id, state);
    if (unseen && earlier != before.end()) subject.proved.insert(*earlier);
    const bool still = state == CredentialState::Stored && subject.proved.contains(id);
    subject.states.emplace(id, still ? earlier->second : state);
  }
}

void Standing::take(const Look& look) {
  const std::lock_guard lock(busy_);
  for (const EnvironmentName& name : look.evaluated) take_states(name, look, environments_[name]);
  let_go(look);
  for (const Told& told : look.told) come(told);
}

/// Nobody is told again of what some environment has already.
void Standing::come(const Told& told) {
  const Finding key = without_claims(told.finding);
  const bool fresh = !stands(key);
  for (const EnvironmentName& name : told.about) {
    environments_[name].findings[key] = {
        .claims = told.finding.claims, .open = told.finding.claims, .seen_in = told.seen_in};
  }
  if (fresh) journal_.finding(told.finding, false);
}

namespace {

/// Whether `look`, which did not see the finding, would have seen it about the claim.
bool denies(const Look& look, const Finding& finding, SeenIn seen_in, const ClaimId& id) {
  const EnvironmentName name = environment_of(id);
  if (look.resting.contains(name)) return false;
  const auto state = look.states.find(id);
  if (state == look.states.end()) return !look.broken.contains(name);  // Nobody asks for it.
  switch (state->second) {
    case CredentialState::Unknown:
    case CredentialState::Unreadable:
      return false;
    case CredentialState::Blocked:  // Another error may be in the place of this one.
      return finding.severity() == Severity::Error;
    default:
      return seen_in == SeenIn::Stores || !look.partly.contains(id);
  }
}

/// Whether `look` tells in other words why a server cannot be worked with.
bool replaces(const Look& look, const Finding& finding, const std::set<ClaimId>& claims) {
  if (static_cast<int>(finding.code) / 100 != 5) return false;
  return std::ranges::any_of(look.told, [&](const Told& told) {
    return told.finding.code == finding.code && told.finding.where == finding.where &&
           std::ranges::any_of(claims,
                               [&](const ClaimId& id) { return told.finding.claims.contains(id); });
  });
}

}  // namespace

/// Notes for which claims the look has denied it, as no look sees all of them.
bool Standing::may_go(const Finding& finding, Known& known, const Look& look) {
  if (known.seen_in == SeenIn::Values) return true;
  std::erase_if(known.open,
                [&](const ClaimId& id) { return denies(look, finding, known.seen_in, id); });
  return known.open.empty() ||
         (known.seen_in == SeenIn::Stores && replaces(look, finding, known.claims));
}

void Standing::let_go(const Look& look) {
  std::map<EnvironmentName, std::set<Finding>> now;
  for (const Told& told : look.told)
    for (const EnvironmentName& name : told.about) now[name].insert(without_claims(told.finding));
  std::map<Finding, std::set<ClaimId>> gone;
  for (const EnvironmentName& name : look.evaluated) {
    Stands& stands = environments_.at(name).findings;
    for (auto item = stands.begin(); item != stands.end();) {
      const auto here = item++;
      const Finding& finding = here->first;
      Known& known = here->second;
      if (now[name].contains(finding) || !may_go(finding, known, look)) continue;
      gone[finding].insert(known.claims.begin(), known.claims.end());
      stands.erase(here);
    }
  }
  tell_gone(gone);
}

bool Standing::stands(const Finding& key) const {
  return std::ranges::any_of(environments_,
                             [&](const auto& item) { return item.second.findings.contains(key); });
}

/// It is not gone while another environment has it.
void Standing::tell_gone(const std::map<Finding, std::set<ClaimId>>& gone) {
  for (const auto& [finding, claims] : gone)
    if (!stands(finding)) journal_.finding(with_claims(finding, claims), true);
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
  tell_gone(gone);
}

bool Standing::has_error(const EnvironmentName& name) const {
  const std::lock_guard lock(busy_);
  const auto found = environments_.find(name);
  return found != environments_.end() &&
         std::ranges::any_of(found->second.findings, [](const auto& item) {
           return item.first.severity() == Severity::Error;
         });
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
