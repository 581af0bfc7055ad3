#include "reconciler/desired/agreement.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace pgberth {
namespace {

bool is_mirror(const Place& place) {
  return place.part == Part::Mirror;
}

/// The places that hold content, not what others sync from them.
std::vector<Place> own_places(const Claim& claim) {
  std::vector<Place> places = claim.places;
  std::erase_if(places, is_mirror);
  return places;
}

bool equal_demands(const Claim& a, const Claim& b) {
  return a.server == b.server && a.credential == b.credential && a.may_create == b.may_create &&
         a.create_asked == b.create_asked && a.shape == b.shape && a.extensions == b.extensions &&
         own_places(a) == own_places(b);
}

void take_in(Claim& claim, Claim other) {
  claim.services.merge(other.services);
  std::ranges::copy_if(other.places, std::back_inserter(claim.places), is_mirror);
}

class Table {
 public:
  explicit Table(const GivenSecrets& given) : given_(given) {}

  void add(Claim claim);
  Agreement finish() &&;

 private:
  void compare_births(const Claim& claim);
  void compare_database(const Claim& claim);
  void compare_role(const Claim& claim);
  void note_sharing();
  bool same_password(const Claim& a, const Claim& b) const;
  void disagree(const Claim& claim, const Claim& earlier, const std::string& what);

  const GivenSecrets& given_;
  Agreement agreed_{};
  std::map<EntryRef, std::vector<ClaimId>> by_entry_{};
  std::map<std::pair<ServerId, std::string>, ClaimId> by_database_{};
  std::map<std::pair<ServerId, std::string>, ClaimId> by_role_{};
};

void Table::add(Claim claim) {
  const Place* authority = authority_of(claim);
  if (authority != nullptr) {
    std::vector<ClaimId>& sharing = by_entry_[authority->entry];
    for (const ClaimId& id : sharing) {
      Claim& earlier = agreed_.claims.at(id);
      if (!equal_demands(earlier, claim)) continue;
      take_in(earlier, std::move(claim));
      return;
    }
    sharing.push_back(claim.id);
  }
  const ClaimId id = claim.id;
  agreed_.claims.emplace(id, std::move(claim));
}

void Table::disagree(const Claim& claim, const Claim& earlier, const std::string& what) {
  agreed_.findings.push_back({.code = Code::ClaimsDisagree,
                              .what = "\"" + claim.services.begin()->first.str() + "\" and \"" +
                                      earlier.services.begin()->first.str() + "\" " + what,
                              .where = claim.asked_at,
                              .hint = "Give each its own, or write the same for both.",
                              .claims = {claim.id, earlier.id},
                              .also = {earlier.asked_at}});
}

/// An entry has one content at its birth, so only equal claims may ask for one.
void Table::compare_births(const Claim& claim) {
  const Place* authority = authority_of(claim);
  if (authority == nullptr || !authority->may_create()) return;
  for (const ClaimId& id : by_entry_.at(authority->entry)) {
    if (!(id < claim.id)) continue;
    const Claim& earlier = agreed_.claims.at(id);
    if (authority_of(earlier)->may_create() && earlier.credential != claim.credential)
      disagree(claim, earlier,
               "want different content of one entry, \"" + to_string(authority->entry) + "\"");
  }
}

void Table::compare_database(const Claim& claim) {
  const Text* database = text_of(claim.credential, Field::Database);
  const Text* username = text_of(claim.credential, Field::Username);
  if (database == nullptr || username == nullptr) return;
  const auto [first, added] = by_database_.try_emplace({claim.server, database->text}, claim.id);
  if (added) return;
  const Claim& earlier = agreed_.claims.at(first->second);
  const Text* other = text_of(earlier.credential, Field::Username);
  if (other != nullptr && other->text != username->text)
    disagree(claim, earlier, "want one database, \"" + database->text + "\", with different roles");
}

bool Table::same_password(const Claim& a, const Claim& b) const {
  if (authority_of(a) != nullptr && authority_of(b) != nullptr &&
      authority_of(a)->entry == authority_of(b)->entry)
    return true;
  const auto bytes = [&](const Claim& claim) -> const Secret* {
    const auto source = claim.credential.find(Field::Password);
    if (source == claim.credential.end()) return nullptr;
    const auto* given = std::get_if<Given>(&source->second);
    const auto found = given == nullptr ? given_.end() : given_.find(given->at);
    return found == given_.end() ? nullptr : &found->second;
  };
  const Secret* one = bytes(a);
  const Secret* two = bytes(b);
  return one != nullptr && two != nullptr && same_bytes(*one, *two);
}

void Table::compare_role(const Claim& claim) {
  const Text* username = text_of(claim.credential, Field::Username);
  if (username == nullptr) return;
  const auto [first, added] = by_role_.try_emplace({claim.server, username->text}, claim.id);
  if (added) return;
  const Claim& earlier = agreed_.claims.at(first->second);
  if (!same_password(claim, earlier))
    disagree(claim, earlier, "want one role, \"" + username->text + "\", with different passwords");
}

void Table::note_sharing() {
  for (const auto& [entry, ids] : by_entry_) {
    std::map<ServiceName, SourcePos> services;
    for (const ClaimId& id : ids)
      for (const auto& service : agreed_.claims.at(id).services) services.insert(service);
    if (services.size() < 2) continue;
    Finding finding{.code = Code::SharedEntry,
                    .what = "services share the entry \"" + to_string(entry) + "\":",
                    .hint = "Check that they are meant to use one database.",
                    .claims = {ids.begin(), ids.end()}};
    for (const auto& [service, at] : services) {
      finding.what += " \"" + service.str() + "\"";
      finding.also.push_back(at);
    }
    finding.where = finding.also.back();
    finding.also.pop_back();
    agreed_.findings.push_back(std::move(finding));
  }
}

Agreement Table::finish() && {
  for (const auto& [id, claim] : agreed_.claims) {
    compare_births(claim);
    compare_database(claim);
    compare_role(claim);
  }
  note_sharing();
  return std::move(agreed_);
}

}  // namespace

Agreement agree(std::vector<Claim> claims, const GivenSecrets& given) {
  Table table(given);
  for (Claim& claim : claims) table.add(std::move(claim));
  return std::move(table).finish();
}

}  // namespace pgberth
