// What values must not reach, and what must not be done without having looked.

#include <gtest/gtest.h>

#include "tests/support/harness.h"
#include "tests/support/print_plan.h"
#include <algorithm>

namespace pgberth {
namespace {

const ClaimId kShared{"prod/gafaelfawr_db"};
const RoleName kOwner{"scm_integration_owner"};

bool found(const PassReport& report, Code code) {
  return std::ranges::any_of(report.findings,
                             [code](const Finding& finding) { return finding.code == code; });
}

/// The second copy of a claim, in another environment.
Claim moved(Claim claim, const std::string& environment) {
  claim.id = ClaimId{environment + "/copy"};
  claim.environment = EnvironmentName{environment};
  return claim;
}

TEST(AdminPassword, IsNoServicesWhetherItIsThereOrNot) {
  for (const bool there : {true, false}) {
    Harness harness;
    Claims claims = shared_key_claim();
    const Place& copy = claims.claims.at(kShared).places.at(1);
    const KeyRef key{copy.entry, copy.layout->keys.begin()->first};
    claims.servers.at(kServer).admin[Field::Password] = key;
    if (there) harness.vault.put(key.entry.path, {{*key.key, "admin's"}});
    const std::string before = harness.snapshot();

    const PassReport report = harness.pass(claims, true);

    EXPECT_TRUE(found(report, Code::PrivilegedRole));
    EXPECT_EQ(report.plan.states.at(kShared), CredentialState::Blocked);
    EXPECT_EQ(harness.snapshot(), before);
  }
}

TEST(Copies, AreNotMadeWhileTheServerIsNotSeen) {
  Harness harness;
  (void)harness.pass(pushed_and_local_claim(), true);
  harness.kubernetes.remove("prod/arborist-dbcreds");
  harness.server.change([](MemoryState& state) { state.unreachable = true; });

  (void)harness.pass(pushed_and_local_claim(), true);

  EXPECT_TRUE(harness.kubernetes.entry("prod/arborist-dbcreds").empty());
}

TEST(Copies, ThatCannotBeReadStopABirth) {
  Harness harness;
  harness.kubernetes.set_presence("prod/arborist-dbcreds", Presence::Unreadable, "no right");

  const PassReport report = harness.pass(pushed_and_local_claim(), true);

  EXPECT_TRUE(found(report, Code::Unreadable));
  EXPECT_TRUE(harness.aws.changes().empty());
  EXPECT_FALSE(harness.server.state().roles.contains(RoleName{"arborist_prod"}));
}

TEST(Entries, ThatTwoServersAreToShareAreAConflict) {
  Harness harness;
  Claims claims = local_claim();
  Claim second = moved(claims.claims.begin()->second, "other");
  second.server = ServerId{"other/db"};
  claims.servers[second.server] = {.id = second.server,
                                   .admin = {{Field::Host, Text{"other.example.internal"}}}};
  claims.claims.emplace(second.id, second);

  const PassReport report = harness.pass(claims, true);

  EXPECT_TRUE(found(report, Code::ClaimsDisagree));
  EXPECT_TRUE(harness.kubernetes.changes().empty());
}

/// The claim, and one on what is called another server, for the same role with another password.
Claims on_two_servers() {
  Claims claims = local_claim();
  Claim second = moved(claims.claims.begin()->second, "other");
  second.server = ServerId{"other/db"};
  for (Place& place : second.places) place.entry.path = "other/indexd-dbcreds";
  for (Mark& mark : second.ready) mark.key.entry.path = "other/indexd-dbcreds";
  claims.servers[second.server] = {.id = second.server,
                                   .admin = {{Field::Host, Text{"other.example.internal"}}}};
  claims.claims.emplace(second.id, second);
  return claims;
}

TEST(Servers, ThatAreOneUnderTwoNamesTakeNoConflictingClaims) {
  Harness harness;
  harness.world.servers[ServerId{"other/db"}] = &harness.server;
  const std::string before = harness.snapshot();

  const PassReport report = harness.pass(on_two_servers(), true);

  EXPECT_TRUE(found(report, Code::ClaimsDisagree));
  EXPECT_EQ(harness.snapshot(), before);
}

TEST(Servers, ThatAreTwoTakeOneRoleEach) {
  Harness harness;
  MemoryServer other;
  harness.world.servers[ServerId{"other/db"}] = &other;

  const PassReport report = harness.pass(on_two_servers(), true);

  EXPECT_FALSE(found(report, Code::ClaimsDisagree));
  EXPECT_TRUE(report.applied->all_done());
  EXPECT_EQ(other.state().databases.size(), 1u);
}

TEST(Entries, ThatAreToHoldTwoDatabasesAreAConflict) {
  Harness harness;
  Claims claims = local_claim();
  Claim second = moved(claims.claims.begin()->second, "other");
  second.credential[Field::Database] = Text{"indexd_other"};
  claims.claims.emplace(second.id, second);

  const PassReport report = harness.pass(claims, true);

  EXPECT_TRUE(found(report, Code::ClaimsDisagree));
  EXPECT_TRUE(harness.kubernetes.changes().empty());
}

TEST(Entries, ThatTwoEnvironmentsWantAlikeAreOne) {
  Harness harness;
  Claims claims = local_claim();
  const Claim second = moved(claims.claims.begin()->second, "other");
  claims.claims.emplace(second.id, second);

  const PassReport report = harness.pass(claims, true);

  EXPECT_FALSE(found(report, Code::ClaimsDisagree)) << print(report.plan);
  EXPECT_TRUE(report.applied->all_done());
}

TEST(OwnerRole, ThatIsSomebodyElsesIsNotJoined) {
  Harness harness;
  harness.server.change([](MemoryState& state) {
    state.roles[kOwner] = {.seen = {.login = false, .inherit = false}};
    state.databases[DatabaseName{"hr"}] = {.owner = kOwner};
  });
  const std::string before = harness.snapshot();

  const PassReport report = harness.pass(two_namespaces_claims(), true);

  EXPECT_TRUE(found(report, Code::RoleDiffers));
  EXPECT_EQ(harness.snapshot(), before);
}

TEST(OwnerRole, OfADatabaseThatIsThereIsTaken) {
  Harness harness;
  (void)harness.pass(two_namespaces_claims(), true);
  harness.server.change([](MemoryState& state) { state.roles.at(kOwner).seen.comment.clear(); });

  EXPECT_TRUE(harness.pass(two_namespaces_claims(), false).plan.agrees());
}

}  // namespace
}  // namespace pgberth
