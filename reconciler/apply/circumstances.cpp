#include "reconciler/apply/circumstances.h"

#include <map>
#include <set>
#include <string>

namespace pgberth {
namespace {

bool does_not_serve(CredentialState state) {
  return state == CredentialState::Incomplete || state == CredentialState::Mismatch;
}

}  // namespace

Findings circumstances(const PassReport& report, World& world) {
  const Claims& resolved = report.resolved;
  std::map<StoreId, std::map<std::string, std::set<ClaimId>>> asked;
  for (const auto& [id, state] : report.plan.states) {
    const Claim& claim = resolved.claims.at(id);
    const Place* authority = authority_of(claim);
    if (does_not_serve(state) && authority != nullptr &&
        !report.state.unread.contains(authority->entry))
      asked[authority->entry.store][authority->entry.path].insert(id);
  }
  Findings findings;
  for (const auto& [id, entries] : asked) {
    const auto store = world.store(id);
    if (!store) continue;
    std::set<std::string> paths;
    for (const auto& [path, claims] : entries) paths.insert(path);
    for (const auto& [path, says] : (*store)->circumstances(paths)) {
      const std::set<ClaimId>& claims = entries.at(path);
      findings.push_back({.code = Code::LookedAfter,
                          .what = to_string(EntryRef{id, path}) + ": " + says,
                          .where = resolved.claims.at(*claims.begin()).asked_at,
                          .hint = "Nothing about it is changed; see to it there.",
                          .claims = claims});
    }
  }
  return findings;
}

}  // namespace pgberth
