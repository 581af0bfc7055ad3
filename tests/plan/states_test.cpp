#include <gtest/gtest.h>

#include "tests/support/harness.h"
#include "tests/support/print_plan.h"
#include <algorithm>

namespace pgberth {
namespace {

const ClaimId kIndexd{"prod/indexd"};
const ClaimId kFence{"prod/fence"};
const ClaimId kArborist{"prod/arborist"};
const std::string kLocalPath = "prod/indexd-dbcreds";

MemoryStore::Keys credential(const std::string& name, const std::string& password) {
  return {{"database", name},
          {"username", name},
          {"password", password},
          {"host", "db.example.internal"},
          {"port", "5432"}};
}

/// A world in which `claims` have been carried out.
void settle(Harness& harness, const Claims& claims) {
  (void)harness.pass(claims, true);
}

void add_role(Harness& harness, const std::string& name, const std::string& password) {
  harness.server.change([&](MemoryState& state) {
    state.roles[RoleName{name}] = {.seen = {.login = true}, .password = password};
  });
}

bool found(const PassReport& report, Code code) {
  return std::ranges::any_of(report.findings,
                             [code](const Finding& finding) { return finding.code == code; });
}

TEST(State, IsInSyncAfterApply) {
  Harness harness;
  settle(harness, local_claim());

  const PassReport report = harness.pass(local_claim(), false);

  EXPECT_EQ(report.plan.states.at(kIndexd), CredentialState::InSync);
  EXPECT_TRUE(report.plan.agrees());
  EXPECT_TRUE(report.findings.empty()) << print(report.plan);
}

TEST(State, IsDatabaseOnlyWhenARoleExistsAndNoEntryKnowsItsPassword) {
  Harness harness;
  add_role(harness, "indexd_prod", "somebody's");

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_EQ(report.plan.states.at(kIndexd), CredentialState::DatabaseOnly);
  EXPECT_TRUE(report.plan.jobs.empty());
  EXPECT_TRUE(harness.kubernetes.changes().empty());
  EXPECT_EQ(harness.server.state().roles.at(RoleName{"indexd_prod"}).password, "somebody's");
}

TEST(State, CreatesTheAuthorityFromACopyThatKnowsThePassword) {
  Harness harness;
  harness.kubernetes.put("prod/arborist-dbcreds", credential("arborist_prod", "known"));
  add_role(harness, "arborist_prod", "known");

  const PassReport report = harness.pass(pushed_and_local_claim(), true);

  EXPECT_EQ(report.plan.states.at(kArborist), CredentialState::FromCopy);
  EXPECT_EQ(harness.aws.entry("prod-arborist-creds").at("password"), "known");
  EXPECT_TRUE(harness.pass(pushed_and_local_claim(), false).plan.jobs.empty());
}

TEST(State, CreatesTheAuthorityFromAMirrorWithoutLookingAtTheServer) {
  Harness harness;
  harness.kubernetes.put("prod/fence-dbcreds", credential("fence_prod", "known"));
  harness.server.change([](MemoryState& state) { state.unreachable = true; });

  const PassReport report = harness.pass(pushed_claim(), true);

  EXPECT_EQ(harness.aws.entry("prod-fence-creds").at("password"), "known");
  EXPECT_TRUE(found(report, Code::ServerUnreachable));
}

TEST(State, BearsNoPasswordWhileTheServerCannotBeReached) {
  Harness harness;
  harness.server.change([](MemoryState& state) { state.unreachable = true; });

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_EQ(report.plan.states.at(kIndexd), CredentialState::Unknown);
  EXPECT_TRUE(harness.kubernetes.changes().empty());
  EXPECT_FALSE(report.plan.agrees());
}

TEST(State, StoresNoPasswordOfTheValuesWhileTheServerCannotBeReached) {
  Harness harness;
  harness.server.change([](MemoryState& state) { state.unreachable = true; });

  const PassReport report = harness.pass(linked_claim(), true);

  EXPECT_EQ(report.plan.states.begin()->second, CredentialState::Unknown);
  EXPECT_TRUE(harness.kubernetes.changes().empty());
}

TEST(State, BearsNothingThatTheAdminHasNoRightToEnd) {
  Harness harness;
  harness.server.change([](MemoryState& state) {
    use_plain_admin(state, RoleName{"admin"});
    state.roles.at(RoleName{"admin"}).seen.create_role = false;
  });

  const PassReport report = harness.pass(pushed_and_local_claim(), true);

  EXPECT_TRUE(found(report, Code::ServerRights));
  EXPECT_TRUE(report.plan.jobs.empty());
  EXPECT_TRUE(harness.aws.changes().empty());
  EXPECT_TRUE(harness.kubernetes.changes().empty());
}

TEST(State, PlansNothingOnAReadOnlyServer) {
  Harness harness;
  harness.server.change([](MemoryState& state) { state.read_only = true; });

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_TRUE(found(report, Code::ServerReadOnly));
  EXPECT_TRUE(harness.kubernetes.changes().empty());
}

TEST(State, IsMismatchWhenTheStoredPasswordDoesNotLogIn) {
  Harness harness;
  settle(harness, local_claim());
  harness.server.change([](MemoryState& state) {
    state.roles.at(RoleName{"indexd_prod"}).password = "changed by hand";
  });

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_EQ(report.plan.states.at(kIndexd), CredentialState::Mismatch);
  EXPECT_TRUE(found(report, Code::ReadyUnproved));
  EXPECT_TRUE(report.plan.jobs.empty());
  EXPECT_EQ(harness.server.state().roles.at(RoleName{"indexd_prod"}).password, "changed by hand");
}

/// A claim whose password stands in the values, for a role that may be there without its database.
Claims claim_with_given_password() {
  Claims claims = local_claim();
  claims.claims.at(kIndexd).credential.insert_or_assign(Field::Password,
                                                        Given{linked_secrets().begin()->first});
  return claims;
}

TEST(State, StoresNoPasswordOfTheValuesThatTheRoleRefuses) {
  for (const Depth depth : {Depth::Shallow, Depth::Deep}) {
    Harness harness;
    add_role(harness, "indexd_prod", "another one");

    const PassReport report = harness.pass(claim_with_given_password(), true, depth);

    EXPECT_EQ(report.plan.states.at(kIndexd), CredentialState::Mismatch);
    EXPECT_TRUE(report.plan.jobs.empty());
    EXPECT_TRUE(harness.kubernetes.changes().empty());
  }
}

TEST(State, StoresThePasswordOfTheValuesThatTheRoleTakes) {
  Harness harness;
  add_role(harness, "indexd_prod", std::string(linked_secrets().begin()->second.reveal()));

  const PassReport report = harness.pass(claim_with_given_password(), true, Depth::Shallow);

  EXPECT_TRUE(report.applied->all_done());
  EXPECT_EQ(harness.pass(claim_with_given_password(), false).plan.states.at(kIndexd),
            CredentialState::InSync);
}

TEST(State, IsNotProvedWhenTheLoginCannotBeTried) {
  Harness harness;
  settle(harness, local_claim());
  harness.server.change([](MemoryState& state) { state.not_provable = {RoleName{"indexd_prod"}}; });

  const PassReport report = harness.pass(local_claim(), false);

  EXPECT_EQ(report.plan.states.at(kIndexd), CredentialState::NotProved);
  EXPECT_TRUE(found(report, Code::NotProved));
}

TEST(State, IsDisagreementWhenTwoPlacesHoldDifferentPasswords) {
  Harness harness;
  settle(harness, pushed_and_local_claim());
  harness.kubernetes.remove("prod/arborist-dbcreds");
  MemoryStore::Keys other = credential("arborist_prod", "other");
  other["dbcreated"] = "true";
  harness.kubernetes.put("prod/arborist-dbcreds", other);

  const PassReport report = harness.pass(pushed_and_local_claim(), true);

  EXPECT_EQ(report.plan.states.at(kArborist), CredentialState::Disagreement);
  EXPECT_TRUE(report.plan.jobs.empty());
  EXPECT_EQ(harness.kubernetes.entry("prod/arborist-dbcreds").at("password"), "other");
}

TEST(State, NeverFillsAMissingPasswordIntoAnEntry) {
  Harness harness;
  MemoryStore::Keys keys = credential("indexd_prod", "");
  keys.erase("password");
  harness.kubernetes.put(kLocalPath, keys);

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_EQ(report.plan.states.at(kIndexd), CredentialState::Incomplete);
  EXPECT_TRUE(found(report, Code::PasswordMissing));
  EXPECT_EQ(harness.kubernetes.entry(kLocalPath), keys);
  EXPECT_TRUE(harness.server.log().empty());
}

TEST(State, UsesWhatIsStoredWhereTheValuesSayOtherwise) {
  Harness harness;
  harness.kubernetes.put(kLocalPath, credential("elsewhere", "known"));

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_TRUE(found(report, Code::ValuesDisagree));
  EXPECT_TRUE(harness.server.state().databases.contains(DatabaseName{"elsewhere"}));
  EXPECT_FALSE(harness.server.state().databases.contains(DatabaseName{"indexd_prod"}));
}

TEST(State, RefusesAStoredNameThatIsReserved) {
  Harness harness;
  harness.kubernetes.put(kLocalPath, credential("template1", "known"));

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_TRUE(found(report, Code::NameReserved));
  EXPECT_EQ(report.plan.states.at(kIndexd), CredentialState::Blocked);
  EXPECT_TRUE(harness.server.log().empty());
}

TEST(State, RefusesARoleThatIsMoreThanAService) {
  Harness harness;
  harness.kubernetes.put(kLocalPath, credential("boss", "known"));
  harness.server.change([](MemoryState& state) {
    state.roles[RoleName{"boss"}] = {.seen = {.login = true, .create_role = true},
                                     .password = "known"};
  });

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_TRUE(found(report, Code::PrivilegedRole));
  EXPECT_TRUE(harness.server.log().empty());
}

class Presences : public testing::TestWithParam<std::pair<Presence, Code>> {};

TEST_P(Presences, OfTheAuthorityAreFindingsAndNothingIsDone) {
  const auto& [presence, code] = GetParam();
  Harness harness;
  harness.aws.put("prod-fence-creds", credential("fence_prod", "known"));
  harness.aws.set_presence("prod-fence-creds", presence, "on 2030-01-01");

  const PassReport report = harness.pass(pushed_claim(), true);

  EXPECT_EQ(report.plan.states.at(kFence), CredentialState::Unreadable);
  EXPECT_TRUE(found(report, code));
  EXPECT_TRUE(report.plan.jobs.empty());
}

INSTANTIATE_TEST_SUITE_P(State, Presences,
                         testing::Values(std::pair{Presence::PendingDeletion,
                                                   Code::PendingDeletion},
                                         std::pair{Presence::NoVersion, Code::NoVersion},
                                         std::pair{Presence::SoftDeleted, Code::SoftDeleted},
                                         std::pair{Presence::Unreadable, Code::Unreadable}));

TEST(Drift, OfOneGrantIsExactlyThatGrant) {
  Harness harness;
  settle(harness, local_claim());
  harness.server.change([](MemoryState& state) {
    state.databases.at(DatabaseName{"indexd_prod"}).acl[RoleName{"indexd_prod"}].erase("CREATE");
  });

  const PassReport report = harness.pass(local_claim(), false);

  ASSERT_EQ(report.plan.jobs.size(), 1u);
  ASSERT_EQ(report.plan.jobs[0].steps.size(), 1u);
  const auto* grant = std::get_if<GrantPrivileges>(&report.plan.jobs[0].steps[0].action);
  ASSERT_NE(grant, nullptr);
  EXPECT_EQ(grant->privileges, "CREATE");
}

TEST(Drift, OfARenamedRoleIsTheMissingRoleAndWhoHasItsSchema) {
  Harness harness;
  settle(harness, local_claim());
  harness.server.change([](MemoryState& state) {
    const RoleName old_name{"indexd_prod"};
    const RoleName new_name{"renamed"};
    state.roles[new_name] = state.roles.at(old_name);
    state.roles.erase(old_name);
    MemoryDatabase& database = state.databases.at(DatabaseName{"indexd_prod"});
    database.schema_owner = new_name;
    database.acl[new_name] = database.acl.at(old_name);
    database.acl.erase(old_name);
    database.future_tables.clear();
  });

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_TRUE(found(report, Code::RoleElsewhere));
  ASSERT_EQ(report.plan.jobs.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<CreateRole>(report.plan.jobs[0].steps[0].action));
  EXPECT_EQ(harness.server.state().databases.at(DatabaseName{"indexd_prod"}).schema_owner,
            RoleName{"renamed"});
}

TEST(Drift, OfARemovedEntryIsDatabaseOnlyAndNothingAboutOthers) {
  Harness harness;
  settle(harness, all_claims());
  harness.kubernetes.remove(kLocalPath);

  const PassReport report = harness.pass(all_claims(), false);

  EXPECT_EQ(report.plan.states.at(kIndexd), CredentialState::DatabaseOnly);
  EXPECT_TRUE(report.plan.jobs.empty());
  ASSERT_EQ(report.findings.size(), 1u) << print(report.plan);
  EXPECT_EQ(report.findings[0].claims, std::set{kIndexd});
}

TEST(Drift, OfASchemaWhereAnotherRoleLivesIsLeftAlone) {
  Harness harness;
  settle(harness, local_claim());
  add_role(harness, "tenant", "t");
  harness.server.change([](MemoryState& state) {
    MemoryDatabase& database = state.databases.at(DatabaseName{"indexd_prod"});
    database.schema_owner = RoleName{"postgres"};
    database.tables["t"] = {.owner = RoleName{"tenant"}};
  });

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_TRUE(found(report, Code::SchemaHeldByOthers));
  EXPECT_TRUE(report.plan.jobs.empty());
}

TEST(Drift, OfAHalfFinishedDatabaseIsCompleted) {
  Harness harness;
  harness.kubernetes.put(kLocalPath, credential("indexd_prod", "known"));
  add_role(harness, "indexd_prod", "known");
  harness.server.change(
      [](MemoryState& state) { state.databases[DatabaseName{"indexd_prod"}] = {}; });

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_TRUE(report.applied->all_done());
  const MemoryDatabase after = harness.server.state().databases.at(DatabaseName{"indexd_prod"});
  EXPECT_EQ(after.schema_owner, RoleName{"indexd_prod"});
  EXPECT_TRUE(after.extensions.contains("ltree"));
  EXPECT_EQ(harness.kubernetes.entry(kLocalPath).at("dbcreated"), "true");
  EXPECT_TRUE(harness.pass(local_claim(), false).plan.agrees());
}

TEST(Ready, IsNotSetOnAnEntryThatLacksSomething) {
  Harness harness;
  MemoryStore::Keys keys = credential("indexd_prod", "known");
  keys["database"] = "";
  harness.kubernetes.put(kLocalPath, keys);

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_EQ(report.plan.states.at(kIndexd), CredentialState::Incomplete);
  EXPECT_FALSE(harness.kubernetes.entry(kLocalPath).contains("dbcreated"));
}

TEST(Ready, IsNotSetOnACopyWithAnotherPassword) {
  Harness harness;
  settle(harness, pushed_and_local_claim());
  harness.kubernetes.remove("prod/arborist-dbcreds");
  harness.kubernetes.put("prod/arborist-dbcreds", credential("arborist_prod", "other"));

  (void)harness.pass(pushed_and_local_claim(), true);

  EXPECT_FALSE(harness.kubernetes.entry("prod/arborist-dbcreds").contains("dbcreated"));
}

TEST(State, OfAPasswordWithANulByteIsNotUsable) {
  Harness harness;
  harness.kubernetes.put(kLocalPath, credential("indexd_prod", std::string("a\0b", 3)));

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_TRUE(found(report, Code::PasswordMissing));
  EXPECT_TRUE(harness.server.log().empty());
}

TEST(Look, ThatIsNotPossibleIsNeverAgreement) {
  Harness harness;
  settle(harness, local_claim());
  harness.server.change([](MemoryState& state) {
    state.databases.at(DatabaseName{"indexd_prod"}).allows_connections = false;
  });

  const PassReport report = harness.pass(local_claim(), false);

  EXPECT_TRUE(found(report, Code::LookFailed));
  EXPECT_FALSE(report.plan.agrees());
}

TEST(Look, ShowsAStoredHostThatIsNotTheServers) {
  Harness harness;
  settle(harness, local_claim());
  MemoryStore::Keys keys = harness.kubernetes.entry(kLocalPath);
  keys["host"] = "elsewhere.example.internal";
  harness.kubernetes.remove(kLocalPath);
  harness.kubernetes.put(kLocalPath, keys);

  EXPECT_TRUE(found(harness.pass(local_claim(), false), Code::HostDiffers));
}

/// What a person is told about an entry of `claims` that somebody else must make.
std::string hint_of_expected(Claims claims) {
  for (auto& [id, claim] : claims.claims)
    for (Place& place : claim.places) place.birth = Birth::MustExist;
  Harness harness;
  const PassReport report = harness.pass(claims, false);
  for (const Finding& finding : report.findings)
    if (finding.code == Code::Expected) return finding.hint;
  return "";
}

TEST(Expected, SaysWhatCanBeDoneInTheWordsOfItsStore) {
  EXPECT_EQ(hint_of_expected(local_claim()),
            "Create it by hand, or see why whoever fills the namespace has not.");
  EXPECT_EQ(hint_of_expected(pushed_claim()),
            "Create it by hand, or let values or settings say that it may be created.");
}

TEST(Conflict, OfOneRoleWithTwoPasswordsBlocksBoth) {
  Claims claims = local_claim();
  Claim other = claims.claims.begin()->second;
  other.id = ClaimId{"prod/other"};
  other.places[0].entry.path = "prod/other-dbcreds";
  claims.claims.emplace(other.id, other);
  Harness harness;

  const PassReport report = harness.pass(claims, true);

  EXPECT_TRUE(found(report, Code::ClaimsDisagree));
  EXPECT_TRUE(report.plan.jobs.empty());
}

TEST(Extension, ThatIsNotToBeHadIsAFindingAndTheDatabaseIsFinished) {
  Harness harness;
  harness.server.change([](MemoryState& state) { state.extensions.clear(); });

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_TRUE(found(report, Code::ExtensionUnavailable));
  EXPECT_TRUE(report.applied->all_done());
  EXPECT_TRUE(harness.server.state().databases.contains(DatabaseName{"indexd_prod"}));
}

}  // namespace
}  // namespace pgberth
