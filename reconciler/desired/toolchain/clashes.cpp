#include "reconciler/desired/toolchain/clashes.h"

#include "reconciler/desired/toolchain/names.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace pgberth::toolchain {
namespace {

/// Objects that are made for one database only, each with all claims that want it. The name says
/// what it is, and on which server or in which store.
using Objects = std::map<std::string, std::vector<const Claim*>>;

const std::string& database_of(const Claim& claim) {
  return text_of(claim.credential, Field::Database)->text;
}

Objects objects_of(const Claims& claims) {
  Objects objects;
  for (const auto& [id, claim] : claims.claims) {
    if (!claim.selected) continue;
    for (const Field field : {Field::Owner, Field::Username})
      if (const Text* role = text_of(claim.credential, field))
        objects["role \"" + role->text + "\" on " + claim.server.str()].push_back(&claim);
    for (const Place& place : claim.places)
      objects["the entry " + to_string(place.entry)].push_back(&claim);
  }
  return objects;
}

void compare(const std::string& object, const std::vector<const Claim*>& claims,
             Findings& findings) {
  const Claim& first = *claims.front();
  const auto other = std::ranges::find_if(
      claims, [&](const Claim* claim) { return database_of(*claim) != database_of(first); });
  if (other == claims.end()) return;
  Finding finding{.code = Code::ClaimsDisagree,
                  .what = "databases \"" + database_of(first) + "\" and \"" + database_of(**other) +
                          "\" both want " + object,
                  .where = first.asked_at,
                  .hint = "Give one of them another name.",
                  .also = {(*other)->asked_at}};
  for (const Claim* claim : claims) finding.claims.insert(claim->id);
  findings.push_back(std::move(finding));
}

}  // namespace

Findings clashes(const Claims& claims, const std::vector<std::string>& namespaces) {
  Findings findings;
  for (const auto& [object, wanted_by] : objects_of(claims)) compare(object, wanted_by, findings);
  std::map<std::string, std::set<ClaimId>> databases;
  for (const auto& [id, claim] : claims.claims)
    if (claim.selected) databases[database_of(claim)].insert(id);
  for (const auto& [database, ids] : databases)
    for (const std::string& name_space : namespaces) {
      const std::string longer = database + "_" + name_space;
      const auto other = databases.find(longer);
      if (other == databases.end()) continue;
      const Claim& claim = claims.claims.at(*other->second.begin());
      findings.push_back({.code = Code::NotCanonical,
                          .what = "database \"" + longer + "\" can be taken for \"" + database +
                                  "\" in namespace \"" + name_space + "\": role \"" +
                                  login_of(longer, "", LoginNames::Development) +
                                  "\" would be of both",
                          .where = claim.asked_at,
                          .hint = "Give it a name that does not end in that of a namespace.",
                          .claims = other->second,
                          .also = {claims.claims.at(*ids.begin()).asked_at}});
    }
  return findings;
}

}  // namespace pgberth::toolchain
