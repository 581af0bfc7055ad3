#include "reconciler/plan/conflicts.h"

#include "reconciler/model/berth.h"
#include "reconciler/plan/lookup.h"

#include <map>
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

/// What two environments have in common when they speak of one server.
std::string address_of(const ServerId& id, const Claims& claims) {
  const auto server = claims.servers.find(id);
  if (server == claims.servers.end()) return id.str();
  const Text* host = text_of(server->second.admin, Field::Host);
  const Text* port = text_of(server->second.admin, Field::Port);
  if (host == nullptr || host->text.empty()) return id.str();
  return host->text + ":" + (port == nullptr || port->text.empty() ? "5432" : port->text);
}

Finding disagree(const Claim& first, const Claim& second, std::string what) {
  return {.code = Code::ClaimsDisagree,
          .what = std::move(what),
          .where = first.asked_at,
          .hint = "Give each of them its own name, or both the same entry.",
          .claims = {first.id, second.id},
          .also = {second.asked_at}};
}

}  // namespace

Findings conflicts(const Claims& claims, const Entries& entries) {
  Findings findings;
  std::map<std::pair<std::string, RoleName>, std::pair<const Claim*, PasswordOrigin>> roles;
  std::map<std::pair<std::string, DatabaseName>, std::pair<const Claim*, RoleName>> schema_owners;
  for (const auto& [id, claim] : claims.claims) {
    const auto berth = berth_of(claim);
    const auto password = claim.credential.find(Field::Password);
    if (!claim.planned() || !claim.needs_server() || !berth || password == claim.credential.end())
      continue;
    const std::string server = address_of(claim.server, claims);
    const PasswordOrigin origin = origin_of(claim, password->second, entries);
    const auto [role, first] = roles.try_emplace({server, berth->login}, &claim, origin);
    if (!first && !role->second.second.same(origin))
      findings.push_back(disagree(
          *role->second.first, claim,
          "role \"" + berth->login.str() + "\" is claimed twice, with different passwords"));
    if (!claim.may_create.database) continue;
    const RoleName owner = berth->role(claim.shape->schema_owner, RoleName{});
    const auto [schema, alone] =
        schema_owners.try_emplace({server, berth->database}, &claim, owner);
    if (!alone && schema->second.second != owner)
      findings.push_back(disagree(*schema->second.first, claim,
                                  "database \"" + berth->database.str() + "\" is claimed for \"" +
                                      schema->second.second.str() + "\" and for \"" + owner.str() +
                                      "\""));
  }
  return findings;
}

}  // namespace pgberth
