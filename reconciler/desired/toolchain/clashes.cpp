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

using Databases = std::map<std::string, std::set<ClaimId>>;

/// What is to be said where `database` in `name_space` looks like another database.
void look_alike(const Claims& claims, const Databases& databases, const std::string& database,
                const std::string& name_space, Findings& findings) {
  const std::string longer = database + "_" + name_space;
  const auto other = databases.find(longer);
  if (other == databases.end()) return;
  const auto asked_at = [&](const std::set<ClaimId>& ids) {
    return claims.claims.at(*ids.begin()).asked_at;
  };
  findings.push_back({.code = Code::NotCanonical,
                      .what = "database \"" + longer + "\" can be taken for \"" + database +
                              "\" in namespace \"" + name_space + "\": role \"" +
                              login_of(longer, "", LoginNames::Development) + "\" would be of both",
                      .where = asked_at(other->second),
                      .hint = "Give it a name that does not end in that of a namespace.",
                      .claims = other->second,
                      .also = {asked_at(databases.at(database))}});
}

}  // namespace

Findings clashes(const Claims& claims, const std::vector<std::string>& namespaces) {
  Findings findings;
  for (const auto& [object, wanted_by] : objects_of(claims)) compare(object, wanted_by, findings);
  Databases databases;
  for (const auto& [id, claim] : claims.claims)
    if (claim.selected && claim.credential.contains(Field::Owner))
      databases[database_of(claim)].insert(id);
  for (const auto& [database, ids] : databases)
    for (const std::string& name_space : namespaces)
      look_alike(claims, databases, database, name_space, findings);
  return findings;
}

}  // namespace pgberth::toolchain
