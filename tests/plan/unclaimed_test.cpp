#include "reconciler/plan/unclaimed.h"

#include "reconciler/base/identifier.h"

#include <gtest/gtest.h>

#include "tests/support/claims.h"

namespace pgberth {
namespace {

const ServerId kHere{"a/postgres"};
const ServerId kAlias{"b/postgres"};
const ServerId kElsewhere{"c/postgres"};
const EntryRef kEverything{{StoreKind::Vault}, ""};

Claim claim(const std::string& id, const ServerId& server, const std::string& name) {
  return {.id = ClaimId{id},
          .environment = EnvironmentName{id.substr(0, 1)},
          .services = {},
          .server = server,
          .credential = {{Field::Database, Text{name}},
                         {Field::Username, Text{name}},
                         {Field::Owner, Text{name + "_owner"}}},
          .places = {{.entry = {{StoreKind::Vault}, name},
                      .part = Part::Authority,
                      .birth = Birth::WholeEntry,
                      .layout = Layout{}}},
          .may_create = {.login = true, .database = true}};
}

Claims claims_of(const std::vector<Claim>& list) {
  Claims claims;
  for (const Claim& one : list) {
    claims.claims.emplace(one.id, one);
    claims.servers[one.server] = {.id = one.server, .admin = {}};
  }
  return claims;
}

Inventory inventory(const std::string& address, const std::vector<std::string>& databases) {
  Inventory inventory{.admin = RoleName{"adm"}, .address = address};
  for (const auto& name : databases)
    inventory.databases.emplace(DatabaseName{name}, RoleName{"adm"});
  return inventory;
}

std::vector<std::string> databases(const Unclaimed::Server& server) {
  std::vector<std::string> names;
  names.reserve(server.databases.size());
  for (const auto& database : server.databases) names.push_back(database.name.str());
  return names;
}

using Names = std::vector<std::string>;

TEST(Unclaimed, IsWhatNoClaimOnTheServerNames) {
  Inventory here = inventory("db:5432", {"fence", "old"});
  here.roles = {{RoleName{"fence"}, true},
                {RoleName{"fence_owner"}, false},
                {RoleName{"old"}, true},
                {RoleName{"group"}, false}};

  const Unclaimed found = unclaimed(claims_of({claim("a/fence", kHere, "fence")}),
                                    {.servers = {{kHere, here}}}, {}, {});

  ASSERT_EQ(found.servers.size(), 1u);
  EXPECT_EQ(found.servers[0].address, "db:5432");
  EXPECT_EQ(databases(found.servers[0]), Names{"old"});
  EXPECT_EQ(found.servers[0].databases[0].owner.str(), "adm");
  EXPECT_FALSE(found.servers[0].databases[0].half_built);
  ASSERT_EQ(found.servers[0].roles.size(), 2u);
  EXPECT_EQ(found.servers[0].roles[0].name.str(), "group");
  EXPECT_FALSE(found.servers[0].roles[0].login);
  EXPECT_EQ(found.servers[0].roles[1].name.str(), "old");
  EXPECT_TRUE(found.servers[0].roles[1].login);
  EXPECT_EQ(found.servers[0].nameless, 0u);
}

TEST(Unclaimed, IsNotWhatABlockedOrUnselectedClaimNames) {
  Claim blocked = claim("a/fence", kHere, "fence");
  blocked.blocked = true;
  Claim off = claim("a/wts", kHere, "wts");
  off.selected = false;

  const Unclaimed found =
      unclaimed(claims_of({blocked, off}),
                {.servers = {{kHere, inventory("db:5432", {"fence", "wts"})}},
                 .entries = {{kEverything, std::set<std::string>{"fence", "wts"}}}},
                {}, {});

  EXPECT_TRUE(databases(found.servers.at(0)).empty());
  EXPECT_TRUE(found.entries.empty());
}

TEST(Unclaimed, IsNotWhatAnotherEnvironmentNamesOnTheSameAddress) {
  const Claims claims =
      claims_of({claim("a/fence", kHere, "fence"), claim("b/wts", kAlias, "wts")});
  Inventory other = inventory("db:5432", {"fence", "wts", "old"});
  other.admin = RoleName{"another"};
  Inventory here = inventory("db:5432", {"fence", "wts", "old"});
  here.roles = {{RoleName{"another"}, true}};

  const Unclaimed found = unclaimed(claims, {.servers = {{kHere, here}, {kAlias, other}}}, {}, {});

  ASSERT_EQ(found.servers.size(), 1u);
  EXPECT_EQ(found.servers[0].ids, (std::set<ServerId>{kHere, kAlias}));
  EXPECT_EQ(databases(found.servers[0]), Names{"old"});
  EXPECT_TRUE(found.servers[0].roles.empty());
}

TEST(Unclaimed, IsWhatIsNamedOnlyOnAnotherServer) {
  const Claims claims =
      claims_of({claim("a/fence", kHere, "fence"), claim("c/wts", kElsewhere, "wts")});

  const Unclaimed found = unclaimed(claims,
                                    {.servers = {{kHere, inventory("db:5432", {"fence", "wts"})},
                                                 {kElsewhere, inventory("other:5432", {"wts"})}}},
                                    {}, {});

  ASSERT_EQ(found.servers.size(), 2u);
  EXPECT_EQ(databases(found.servers[0]), Names{"wts"});
  EXPECT_TRUE(databases(found.servers[1]).empty());
}

TEST(Unclaimed, IsNotWhatIsNamedForAServerThatWasNotListed) {
  Claims claims = claims_of({claim("a/fence", kHere, "fence"), claim("c/wts", kElsewhere, "wts")});
  claims.servers[kElsewhere].admin[Field::Username] = Text{"its_admin"};
  Inventory here = inventory("db:5432", {"fence", "wts"});
  here.roles = {{RoleName{"wts"}, true}, {RoleName{"its_admin"}, true}};
  const Error error{.code = Code::ServerAuth, .what = "refused"};

  const Unclaimed found =
      unclaimed(claims, {.servers = {{kHere, here}, {kElsewhere, error}}}, {}, {});

  ASSERT_EQ(found.servers.size(), 1u);
  EXPECT_TRUE(databases(found.servers[0]).empty());
  EXPECT_TRUE(found.servers[0].roles.empty());
  ASSERT_EQ(found.not_listed.size(), 1u);
  EXPECT_EQ(found.not_listed[0].first, "server c/postgres");
  EXPECT_EQ(found.not_listed[0].second, error);
}

TEST(Unclaimed, CountsClaimsThatDoNotTellTheirNames) {
  Claim silent = claim("a/wts", kHere, "wts");
  silent.credential = {{Field::Database, Stored{}}, {Field::Username, Text{"wts"}}};

  const Unclaimed found = unclaimed(claims_of({silent, claim("a/fence", kHere, "fence")}),
                                    {.servers = {{kHere, inventory("db:5432", {"wts"})}}}, {}, {});

  EXPECT_EQ(found.servers.at(0).nameless, 1u);
}

TEST(Unclaimed, ShowsWhatAnInterruptedApplyLeftAndWhatBecomesOfIt) {
  const DatabaseName begun = building_name(DatabaseName{"fence"});

  const Unclaimed found = unclaimed(
      claims_of({claim("a/fence", kHere, "fence")}),
      {.servers = {{kHere, inventory("db:5432", {begun.str(), "pgberth_building_"})}}}, {}, {});

  const auto& seen = found.servers.at(0).databases;
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_TRUE(seen[0].half_built && seen[1].half_built);
  EXPECT_TRUE(seen[0].building_of.empty());
  EXPECT_EQ(seen[1].building_of.str(), "fence");
}

TEST(Unclaimed, AreEntriesThatNeitherAPlaceNorAnAdminLoginNames) {
  Claims claims = claims_of({claim("a/fence", kHere, "fence")});
  const EntryRef master{{StoreKind::Vault}, "master"};
  claims.servers[kHere].admin[Field::Password] = KeyRef{master, "password"};
  const EntryRef told{{StoreKind::Vault}, "told before"};

  const Unclaimed found = unclaimed(
      claims,
      {.entries = {{kEverything, std::set<std::string>{"fence", "master", "old", "told before"}},
                   {{{StoreKind::Aws}, ""}, std::set<std::string>{"fence"}}},
       .named = {told}},
      {}, {});

  EXPECT_EQ(found.entries,
            (std::vector<EntryRef>{{{StoreKind::Aws}, "fence"}, {{StoreKind::Vault}, "old"}}));
}

TEST(Unclaimed, TellsWhichStoreWasNotListed) {
  const Error error{.code = Code::StoreFailed, .what = "no"};

  const Unclaimed found =
      unclaimed({}, {.entries = {{{{StoreKind::Aws}, "demo-"}, error}}}, {}, {});

  ASSERT_EQ(found.not_listed.size(), 1u);
  EXPECT_EQ(found.not_listed[0].first, "aws demo-");
}

TEST(Incomplete, IsEveryStandingButStoredAndSwitchedOff) {
  const std::map<CredentialState, bool> expected{
      {CredentialState::Blocked, true},    {CredentialState::NotSelected, false},
      {CredentialState::Unreadable, true}, {CredentialState::Sentinel, true},
      {CredentialState::Incomplete, true}, {CredentialState::Disagreement, true},
      {CredentialState::Stored, false},    {CredentialState::InSync, false},
      {CredentialState::Mismatch, true},   {CredentialState::NotProved, true},
      {CredentialState::FromCopy, true},   {CredentialState::DatabaseOnly, true},
      {CredentialState::Expected, true},   {CredentialState::Missing, true},
      {CredentialState::Unknown, true},
  };
  const Claims claims = claims_of({claim("a/fence", kHere, "fence")});
  for (const auto& [state, listed] : expected) {
    const Unclaimed found = unclaimed(claims, {}, {}, {{ClaimId{"a/fence"}, state}});
    EXPECT_EQ(found.incomplete.size(), listed ? 1u : 0u) << to_string(state);
  }
}

TEST(Incomplete, IsAStoredCredentialWhoseDatabaseOrRolesAreGone) {
  const Claims claims = claims_of({claim("a/fence", kHere, "fence")});
  const std::map<ClaimId, CredentialState> states{{ClaimId{"a/fence"}, CredentialState::Stored}};
  Catalogue seen{.admin = RoleName{"adm"}};
  seen.roles[RoleName{"fence"}] = {.login = true};
  State state;
  state.servers.emplace(kHere, seen);

  const Unclaimed found = unclaimed(claims, {}, state, states);

  ASSERT_EQ(found.incomplete.size(), 1u);
  EXPECT_EQ(found.incomplete[0].missing, (Names{"database \"fence\"", "role \"fence_owner\""}));

  seen.roles[RoleName{"fence_owner"}] = {};
  seen.databases[DatabaseName{"fence"}] = {};
  state.servers.clear();
  state.servers.emplace(kHere, seen);
  EXPECT_TRUE(unclaimed(claims, {}, state, states).incomplete.empty());
}

}  // namespace
}  // namespace pgberth
