#include "tests/support/random_world.h"

#include "reconciler/base/identifier.h"
#include "reconciler/model/berth.h"

namespace pgberth {
namespace {

bool chance(std::mt19937& rng, unsigned percent) {
  return rng() % 100u < percent;
}

/// The text of a place's key as some earlier run, or a person, may have left it.
std::string value_of(const Claim& claim, const Slot& slot, std::mt19937& rng) {
  if (const auto* constant = std::get_if<std::string>(&slot.what)) return *constant;
  const Field field = std::get<Field>(slot.what);
  if (field == Field::Password) return chance(rng, 80) ? "known" : "other";
  const Text* text = text_of(claim.credential, field);
  return text == nullptr ? "x" : text->text;
}

void randomize_place(Harness& harness, const Claim& claim, const Place& place, std::mt19937& rng) {
  if (chance(rng, 50)) return;
  MemoryStore::Keys keys{{"somebody's", "own"}};
  for (const auto& [key, slot] : place.layout->keys)
    if (chance(rng, 90)) keys[key] = value_of(claim, slot, rng);
  if (chance(rng, 30)) keys["dbcreated"] = "true";
  harness.store(place.entry.store.kind).put(place.entry.path, keys);
  if (chance(rng, 4))
    harness.store(place.entry.store.kind)
        .set_presence(place.entry.path, Presence::PendingDeletion, "soon");
}

void randomize_inside(MemoryDatabase& database, const Berth& berth, const RoleName& admin,
                      std::mt19937& rng) {
  if (chance(rng, 50)) database.schema_owner = berth.login;
  if (chance(rng, 20)) database.schema_owner = admin;
  if (chance(rng, 10)) database.schema_owner = RoleName{"tenant"};
  if (chance(rng, 50)) database.acl[berth.login] = {"CONNECT", "CREATE", "TEMPORARY"};
  if (chance(rng, 50)) database.extensions.insert("ltree");
  if (chance(rng, 10)) database.tables["t"] = {.owner = RoleName{"tenant"}};
  if (chance(rng, 10)) database.tables["u"] = {.owner = admin};
}

/// Schema `public` as CREATE DATABASE makes it on that version.
void age(MemoryDatabase& database, int version) {
  if (version >= 150000) return;
  database.schema_owner = RoleName{"postgres"};
  database.schema_acl[kPublic] = {"CREATE", "USAGE"};
}

void randomize_berth(MemoryState& state, const Claim& claim, std::mt19937& rng) {
  const Berth berth = *berth_of(claim);
  if (chance(rng, 50))
    state.roles[berth.login] = {.seen = {.login = true, .inherit = claim.shape->login_inherits},
                                .password = chance(rng, 80) ? "known" : "other"};
  if (!berth.owner.empty() && chance(rng, 50)) state.roles[berth.owner] = {};
  if (chance(rng, 40)) {
    MemoryDatabase& database = state.databases[berth.database];
    age(database, state.version);
    database.owner = state.admin;
    randomize_inside(database, berth, state.admin, rng);
  }
  if (chance(rng, 20)) {
    MemoryDatabase& begun = state.databases[building_name(berth.database)];
    age(begun, state.version);
    begun.owner = state.admin;
    begun.allows_connections = chance(rng, 50);
    if (begun.allows_connections || chance(rng, 50))
      begun.comment = chance(rng, 80) ? building_comment(berth.database) : "somebody's";
  }
}

}  // namespace

Claims random_claims(std::mt19937& rng) {
  Claims claims = all_claims();
  std::erase_if(claims.claims, [&](const auto&) { return chance(rng, 30); });
  return claims;
}

void randomize(Harness& harness, const Claims& claims, std::mt19937& rng) {
  harness.kubernetes.put("prod/unclaimed", {{"password", "untouched"}});
  harness.vault.put("secret/prod/postgres", {{"root_password", "untouched"}});
  for (const auto& [id, claim] : claims.claims)
    for (const Place& place : claim.places) randomize_place(harness, claim, place, rng);
  harness.server.change([&](MemoryState& state) {
    constexpr std::array versions{120022, 140024, 150018, 160015, 180006};
    state.version = versions[rng() % versions.size()];
    if (chance(rng, 50)) use_plain_admin(state, RoleName{"admin"});
    if (chance(rng, 5)) state.read_only = true;
    if (chance(rng, 50)) state.extensions["vector"] = chance(rng, 50);
    state.roles[RoleName{"tenant"}] = {.seen = {.login = true}, .password = "t"};
    state.databases[DatabaseName{"unclaimed"}].owner = RoleName{"tenant"};
    for (const auto& [id, claim] : claims.claims) randomize_berth(state, claim, rng);
  });
}

}  // namespace pgberth
