#include "reconciler/desired/agreement.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace pgberth {
namespace {

using Group = std::span<Claim* const>;

/// `claims` sorted by `key`, then by id, cut where the key changes; groups of one are left out.
template <class Key, class Each>
void for_each_group(std::vector<Claim*> claims, Key key, Each each) {
  std::ranges::stable_sort(claims, {}, [&](const Claim* claim) { return key(*claim); });
  for (auto begin = claims.begin(); begin != claims.end();) {
    const auto end = std::find_if(begin, claims.end(),
                                  [&](const Claim* claim) { return key(*claim) != key(**begin); });
    if (end - begin > 1) each(Group(begin, end));
    begin = end;
  }
}

template <class Wanted>
std::vector<Claim*> pick(Claims& claims, Wanted wanted) {
  std::vector<Claim*> picked;
  for (auto& [id, claim] : claims.claims)
    if (wanted(claim)) picked.push_back(&claim);
  return picked;
}

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
         a.create_asked == b.create_asked && a.shape == b.shape && own_places(a) == own_places(b);
}

/// Takes the equal claims of `group` into the first of them; gives back those that are no more.
std::vector<ClaimId> merge_equal(Group group) {
  std::vector<ClaimId> gone;
  std::vector<Claim*> kept;
  for (Claim* claim : group) {
    const auto same = std::ranges::find_if(
        kept, [&](const Claim* other) { return equal_demands(*other, *claim); });
    if (same == kept.end()) {
      kept.push_back(claim);
      continue;
    }
    (*same)->services.merge(claim->services);
    std::ranges::copy_if(claim->places, std::back_inserter((*same)->places), is_mirror);
    gone.push_back(claim->id);
  }
  return gone;
}

/// A claim as its dialect calls it: its id without the environment.
std::string called(const Claim& claim) {
  const std::string prefix = claim.environment.str() + "/";
  const std::string& id = claim.id.str();
  return "\"" + (id.starts_with(prefix) ? id.substr(prefix.size()) : id) + "\"";
}

Finding disagreement(const Claim& claim, const Claim& earlier, const std::string& what) {
  return {.code = Code::ClaimsDisagree,
          .what = called(claim) + " and " + called(earlier) + " " + what,
          .where = claim.asked_at,
          .hint = "Give each its own, or write the same for both.",
          .claims = {claim.id, earlier.id},
          .also = {earlier.asked_at}};
}

/// The same about a field that both have as a constant: at the lines where they have it.
Finding disagreement_about(Field field, const Claim& claim, const Claim& earlier,
                           const std::string& what) {
  Finding finding = disagreement(claim, earlier, what);
  finding.where = text_of(claim.credential, field)->at;
  finding.also = {text_of(earlier.credential, field)->at};
  return finding;
}

/// The keys that the authority of `claim` holds, and where the content of each comes from.
std::map<std::string, std::variant<std::string, Source>> content_at_birth(const Claim& claim) {
  std::map<std::string, std::variant<std::string, Source>> content;
  for (const auto& [key, slot] : authority_of(claim)->layout->keys) {
    const auto* field = std::get_if<Field>(&slot.what);
    if (field == nullptr)
      content.emplace(key, std::get<std::string>(slot.what));
    else if (const auto source = claim.credential.find(*field); source != claim.credential.end())
      content.emplace(key, source->second);
  }
  return content;
}

/// An entry has one content at its birth, so only claims of the same content may ask for one.
void compare_births(Group group, Findings& findings) {
  const Claim* first = nullptr;
  for (const Claim* claim : group) {
    if (!authority_of(*claim)->may_create()) continue;
    if (first == nullptr)
      first = claim;
    else if (content_at_birth(*first) != content_at_birth(*claim))
      findings.push_back(disagreement(*claim, *first,
                                      "want different content of one entry, \"" +
                                          to_string(authority_of(*claim)->entry) + "\""));
  }
}

Finding sharing(Group group) {
  const std::string entry = to_string(authority_of(*group.front())->entry);
  Finding finding{.code = Code::SharedEntry,
                  .what = "services share the entry \"" + entry + "\":",
                  .hint = "Check that they are meant to use one database."};
  std::set<ServiceName> named;
  for (const Claim* claim : group) {
    finding.claims.insert(claim->id);
    for (const auto& [service, at] : claim->services) {
      if (named.insert(service).second) finding.what += " \"" + service.str() + "\"";
      finding.also.push_back(at);
    }
  }
  // The first line there is; a service that only the charts ask for has none.
  const auto line =
      std::ranges::find_if(finding.also, [](const SourcePos& at) { return at.line > 0; });
  const auto best = line == finding.also.end() ? finding.also.begin() : line;
  finding.where = *best;
  finding.also.erase(best);
  std::erase_if(finding.also, [](const SourcePos& at) { return at.line == 0; });
  return finding;
}

const Secret* password_of(const Claim& claim, const GivenSecrets& given) {
  const auto source = claim.credential.find(Field::Password);
  if (source == claim.credential.end()) return nullptr;
  const auto* place = std::get_if<Given>(&source->second);
  const auto found = place == nullptr ? given.end() : given.find(place->at);
  return found == given.end() ? nullptr : &found->second;
}

/// Where the password of a claim is decided: an entry may have several, each under its own key.
KeyRef origin(const Claim& claim) {
  const Place& authority = *authority_of(claim);
  return {.entry = authority.entry, .key = key_of(*authority.layout, Field::Password)};
}

bool same_password(const Claim& a, const Claim& b, const GivenSecrets& given) {
  if (origin(a) == origin(b)) return true;
  const Secret* one = password_of(a, given);
  const Secret* two = password_of(b, given);
  return one != nullptr && two != nullptr && same_bytes(*one, *two);
}

bool has_names(const Claim& claim) {
  return authority_of(claim) != nullptr && text_of(claim.credential, Field::Database) != nullptr &&
         text_of(claim.credential, Field::Username) != nullptr;
}

auto on_server(Field field) {
  return [field](const Claim& claim) {
    return std::tie(claim.server, text_of(claim.credential, field)->text);
  };
}

void compare_roles(Group group, Findings& findings) {
  const Text& first = *text_of(group.front()->credential, Field::Username);
  for (const Claim* claim : group.subspan(1))
    if (text_of(claim->credential, Field::Username)->text != first.text)
      findings.push_back(disagreement_about(Field::Database, *claim, *group.front(),
                                            "want one database, \"" +
                                                text_of(claim->credential, Field::Database)->text +
                                                "\", with different roles"));
}

void compare_passwords(Group group, const GivenSecrets& given, Findings& findings) {
  for (const Claim* claim : group.subspan(1))
    if (!same_password(*claim, *group.front(), given))
      findings.push_back(disagreement_about(Field::Username, *claim, *group.front(),
                                            "want one role, \"" +
                                                text_of(claim->credential, Field::Username)->text +
                                                "\", with different passwords"));
}

}  // namespace

Findings agree(Claims& claims, const GivenSecrets& given) {
  Findings findings;
  std::vector<ClaimId> gone;
  const auto has_authority = [](const Claim& claim) { return authority_of(claim) != nullptr; };
  for_each_group(pick(claims, has_authority), origin, [&](Group group) {
    std::ranges::move(merge_equal(group), std::back_inserter(gone));
    std::vector<Claim*> kept(group.begin(), group.end());
    std::erase_if(kept, [&](const Claim* claim) { return claim->services.empty(); });
    compare_births(kept, findings);
    findings.push_back(sharing(kept));
  });
  for (const ClaimId& id : gone) claims.claims.erase(id);
  for_each_group(pick(claims, has_names), on_server(Field::Database),
                 [&](Group group) { compare_roles(group, findings); });
  for_each_group(pick(claims, has_names), on_server(Field::Username),
                 [&](Group group) { compare_passwords(group, given, findings); });
  return findings;
}

}  // namespace pgberth
