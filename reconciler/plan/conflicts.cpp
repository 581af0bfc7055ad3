#include "reconciler/plan/conflicts.h"

#include "reconciler/model/berth.h"
#include "reconciler/plan/lookup.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace pgberth {
namespace {

/// Where the bytes of a claim's password are or will be. Two claims may share a role only if these
/// are equal, or known to hold the same bytes.
struct PasswordOrigin {
  Source source;
  KeyRef born_at;  ///< Where a new one will be stored.
  int same_as = 0;

  bool same(const PasswordOrigin& other) const {
    if (same_as != 0 && same_as == other.same_as) return true;
    return source == other.source &&
           (!std::holds_alternative<Generated>(source) || born_at == other.born_at);
  }
};

PasswordOrigin origin_of(const Claim& claim, const Source& source, const Entries& entries) {
  PasswordOrigin origin{.source = source, .born_at = {}};
  if (const Place* authority = authority_of(claim)) origin.born_at = password_key(*authority);
  if (const auto* key = std::get_if<KeyRef>(&source))
    if (const Datum* datum = real_datum(entries, *key)) origin.same_as = datum->same_as;
  return origin;
}

Finding disagree(const Claim& first, const Claim& second, std::string what) {
  return {.code = Code::ClaimsDisagree,
          .what = std::move(what),
          .where = first.asked_at,
          .hint = "Give each of them its own name, or both the same entry.",
          .claims = {first.id, second.id},
          .also = {second.asked_at}};
}

/// What one key of an entry is to hold for a claim: a constant, a public field or the password of
/// a login on one server.
struct Demand {
  const Claim* claim;
  std::string text{};
  std::optional<PasswordOrigin> password{};

  bool same(const Demand& other) const {
    if (text != other.text || password.has_value() != other.password.has_value()) return false;
    return !password || password->same(*other.password);
  }
};

class Conflicts {
 public:
  Conflicts(const Claims& claims, const Entries& entries, const Identities& identities)
      : claims_(claims), entries_(entries), identities_(identities) {}

  Findings run() && {
    for (const auto& [id, claim] : claims_.claims) {
      if (!claim.planned()) continue;
      check_entries(claim);
      if (claim.needs_server()) check_server(claim);
    }
    return std::move(findings_);
  }

 private:
  void check_server(const Claim& claim) {
    const auto berth = berth_of(claim);
    const auto password = claim.credential.find(Field::Password);
    if (!berth || password == claim.credential.end()) return;
    const std::string server = server_of(claim);
    const PasswordOrigin origin = origin_of(claim, password->second, entries_);
    const auto [role, first] = roles_.try_emplace({server, berth->login}, &claim, origin);
    if (!first && !role->second.second.same(origin))
      findings_.push_back(disagree(
          *role->second.first, claim,
          "role \"" + berth->login.str() + "\" is claimed twice, with different passwords"));
    if (!claim.may_create.database) return;
    const RoleName owner = berth->role(claim.shape->schema_owner, RoleName{});
    const auto [schema, alone] =
        schema_owners_.try_emplace({server, berth->database}, &claim, owner);
    if (!alone && schema->second.second != owner)
      findings_.push_back(disagree(*schema->second.first, claim,
                                   "database \"" + berth->database.str() + "\" is claimed for \"" +
                                       schema->second.second.str() + "\" and for \"" + owner.str() +
                                       "\""));
  }

  /// An entry has one content, also when two environments name it.
  void check_entries(const Claim& claim) {
    for (const Place& place : claim.places) {
      if (place.part != Part::Authority && place.part != Part::Copy) continue;
      for (const auto& [key, slot] : place.layout->keys) {
        const auto demand = demand_of(claim, slot);
        if (!demand) continue;
        const auto [first, fresh] = demands_.try_emplace(KeyRef{place.entry, key}, *demand);
        if (fresh || first->second.same(*demand) ||
            !told_.insert({first->second.claim->id, claim.id}).second)
          continue;
        findings_.push_back(disagree(
            *first->second.claim, claim,
            to_string(place.entry) + " is to hold different things under " + "\"" + key + "\""));
      }
    }
  }

  std::optional<Demand> demand_of(const Claim& claim, const Slot& slot) const {
    if (const auto* constant = std::get_if<std::string>(&slot.what))
      return Demand{.claim = &claim, .text = *constant};
    const Field field = std::get<Field>(slot.what);
    const auto source = claim.credential.find(field);
    if (source == claim.credential.end()) return std::nullopt;
    if (field == Field::Password) {
      const Text* login = text_of(claim.credential, Field::Username);
      return Demand{.claim = &claim,
                    .text = server_of(claim) + " " + (login == nullptr ? "" : login->text),
                    .password = origin_of(claim, source->second, entries_)};
    }
    const auto* text = std::get_if<Text>(&source->second);
    return text == nullptr ? std::nullopt
                           : std::optional(Demand{.claim = &claim, .text = text->text});
  }

  /// Which server it really is, as far as anybody can say.
  std::string server_of(const Claim& claim) const {
    const auto seen = identities_.find(claim.server);
    const bool known = seen != identities_.end() && !seen->second.empty();
    return known ? seen->second : address_of(claim.server, claims_);
  }

  const Claims& claims_;
  const Entries& entries_;
  const Identities& identities_;
  Findings findings_{};
  std::map<std::pair<std::string, RoleName>, std::pair<const Claim*, PasswordOrigin>> roles_{};
  std::map<std::pair<std::string, DatabaseName>, std::pair<const Claim*, RoleName>>
      schema_owners_{};
  std::map<KeyRef, Demand> demands_{};
  std::set<std::pair<ClaimId, ClaimId>> told_{};
};

}  // namespace

Findings conflicts(const Claims& claims, const Entries& entries, const Identities& identities) {
  return Conflicts(claims, entries, identities).run();
}

}  // namespace pgberth
