#include "reconciler/desired/toolchain/clashes.h"

#include "reconciler/desired/toolchain/names.h"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace pgberth::toolchain {
namespace {

/// Each object that is made for one database only, and the claim that was first to want it.
class Objects {
 public:
  /// `name` says what it is, and on which server or in which store.
  void want(const std::string& name, const Claim& claim, Findings& findings) {
    const auto [owner, first] = owners_.try_emplace(name, &claim);
    if (first || database(*owner->second) == database(claim)) return;
    findings.push_back({.code = Code::ClaimsDisagree,
                        .what = "databases \"" + database(*owner->second) + "\" and \"" +
                                database(claim) + "\" both want " + name,
                        .where = claim.asked_at,
                        .hint = "Give one of them another name.",
                        .claims = {claim.id, owner->second->id},
                        .also = {owner->second->asked_at}});
  }

  static const std::string& database(const Claim& claim) {
    return text_of(claim.credential, Field::Database)->text;
  }

 private:
  std::map<std::string, const Claim*> owners_{};
};

void compare_objects(const Claims& claims, Findings& findings) {
  Objects objects;
  for (const auto& [id, claim] : claims.claims) {
    if (!claim.selected) continue;
    for (const Field field : {Field::Owner, Field::Username})
      if (const Text* role = text_of(claim.credential, field))
        objects.want("role \"" + role->text + "\" on " + claim.server.str(), claim, findings);
    for (const Place& place : claim.places)
      objects.want("the entry " + to_string(place.entry), claim, findings);
  }
}

}  // namespace

Findings clashes(const Claims& claims, const std::vector<std::string>& namespaces) {
  Findings findings;
  compare_objects(claims, findings);
  std::map<std::string, std::set<ClaimId>> databases;
  for (const auto& [id, claim] : claims.claims)
    if (claim.selected) databases[Objects::database(claim)].insert(id);
  for (const auto& [database, ids] : databases)
    for (const std::string& name_space : namespaces) {
      const std::string longer = database + "_" + name_space;
      const auto other = databases.find(longer);
      if (other == databases.end()) continue;
      const Claim& claim = claims.claims.at(*other->second.begin());
      findings.push_back(
          {.code = Code::NotCanonical,
           .what = "database \"" + longer + "\" can be taken for \"" + database +
                   "\" in namespace \"" + name_space + "\": role \"" +
                   login_of(longer, "", LoginNames::Development) + "\" would be of both",
           .where = claim.asked_at,
           .hint = "Give it a name that does not end in that of a namespace.",
           .claims = other->second,
           .also = {claims.claims.at(*ids.begin()).asked_at}});
    }
  return findings;
}

}  // namespace pgberth::toolchain
