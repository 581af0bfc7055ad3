#include "reconciler/observed/lone_logins.h"

#include "reconciler/base/parallel.h"
#include "reconciler/model/berth.h"
#include "reconciler/observed/log_in.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

bool lacks_a_mark(const Claim& claim, const Entries& entries) {
  return std::ranges::any_of(claim.ready, [&](const Mark& mark) {
    const auto entry = entries.find(mark.key.entry);
    return mark.by_hand && entry != entries.end() && entry->second.presence == Presence::Present &&
           !entry->second.keys.contains(*mark.key.key);
  });
}

bool is_asked(const Claim& claim, const Entries& entries, const LookOptions& options) {
  if (!claim.planned() || claim.needs_server() || !lacks_a_mark(claim, entries)) return false;
  const auto berth = berth_of(claim);
  return berth && options.share.contains(berth->database.str());
}

/// NotTried where something that is needed for it is not known. A server that is not listed is not
/// contacted.
LoginSeen login_of(const Claim& claim, const KnownSecrets& known, World& world,
                   RefusedLogins* refused) {
  const auto source = claim.credential.find(Field::Password);
  const Secret* password =
      source == claim.credential.end() ? nullptr : secret_of(source->second, known);
  const AdminLogin at{.host = text_or_empty(claim.credential, Field::Host),
                      .port = text_or_empty(claim.credential, Field::Port)};
  if (password == nullptr || at.host.empty()) return {};
  const ServerId id{at.host + ":" + at.port};
  const auto server = world.server(id, at);
  if (!server) return {};
  const auto berth = berth_of(claim);
  if (!berth) return {};
  const LoginOf login{.server = id, .database = berth->database, .role = berth->login};
  return log_in(**server, {login, *password, RoleSeen{}}, refused, world.clock());
}

}  // namespace

std::map<ClaimId, LoginSeen> try_lone_logins(const Claims& resolved, const Entries& entries,
                                             const KnownSecrets& known, World& world,
                                             const LookOptions& options) {
  std::vector<const Claim*> asked;
  for (const auto& [id, claim] : resolved.claims)
    if (is_asked(claim, entries, options)) asked.push_back(&claim);
  std::vector<LoginSeen> seen(asked.size());
  parallel_for(asked.size(), options.at_once, [&](std::size_t i) {
    seen[i] = login_of(*asked[i], known, world, options.refused);
  });
  std::map<ClaimId, LoginSeen> logins;
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (seen[i].answer != LoginAnswer::NotTried) logins.emplace(asked[i]->id, std::move(seen[i]));
  return logins;
}

}  // namespace pgberth
