// The behaviours of Toolchain's databases that show only when claims are applied: whole passes over
// a store and a server in memory. Numbers as in toolchain_behaviour_test.cpp.

#include <gtest/gtest.h>

#include "tests/support/toolchain_site.h"

namespace pgberth::testing {
namespace {

ToolchainSite one_service() {
  return ToolchainSite{}.with("scm-integration-api", "[scm-integration]");
}

const std::string kEntry = "prod/prod-db-scm-integration-creds";
const RoleName kOwner{"scm_integration_owner"};
const RoleName kLogin{"scm_integration_prod_0000"};
const DatabaseName kDatabase{"scm_integration"};

bool has(const Findings& findings, Code code) {
  return !words(findings, code).empty();
}

// Behaviours 2 and 3.
TEST(ToolchainApply, RolesAndPrivilegesAreThoseOfToday) {
  ToolchainWorld world;

  const PassReport report = world.pass(one_service());

  EXPECT_TRUE(report.applied->all_done());
  const MemoryState state = world.harness.server.state();
  const RoleSeen& owner = state.roles.at(kOwner).seen;
  EXPECT_FALSE(owner.login || owner.inherit);
  EXPECT_FALSE(state.roles.at(kOwner).password);
  const RoleSeen& login = state.roles.at(kLogin).seen;
  EXPECT_TRUE(login.login && !login.inherit);
  EXPECT_TRUE(login.member_of.contains(kOwner));
  const MemoryDatabase& database = state.databases.at(kDatabase);
  EXPECT_EQ(database.owner, kOwner);
  EXPECT_FALSE(database.acl.contains(kPublic));
  EXPECT_EQ(database.acl.at(kLogin), (std::set<std::string>{"CONNECT"}));
  EXPECT_EQ(database.schema_owner, RoleName{"pg_database_owner"}) << "which is its owner";
  EXPECT_EQ(database.encoding, "UTF8");
  EXPECT_EQ(database.from, "template0");
}

// Behaviour 3: before Postgres 15 the schema is not the database owner's by itself.
TEST(ToolchainApply, OnOlderServersTheOwnerIsGivenTheSchema) {
  ToolchainWorld world;
  world.harness.server.change([](MemoryState& state) { state.version = 140000; });

  EXPECT_TRUE(world.pass(one_service()).applied->all_done());

  const MemoryState state = world.harness.server.state();
  EXPECT_EQ(state.databases.at(kDatabase).schema_acl.at(kOwner),
            (std::set<std::string>{"CREATE", "USAGE"}));
}

// Behaviour 4.
TEST(ToolchainApply, EachNamespaceGetsAUserAndPasswordOfItsOwn) {
  ToolchainWorld world;

  world.pass(one_service());

  auto prod = world.opened(kEntry);
  auto staging = world.opened("staging/staging-db-scm-integration-creds");
  EXPECT_NE(prod["password"], staging["password"]);
  EXPECT_EQ(prod["password"].size(), 40u);
  EXPECT_EQ(prod["password"], world.harness.server.state().roles.at(kLogin).password);
  EXPECT_EQ(prod, credential_of("scm_integration", kLogin.str(), prod["password"]));
  EXPECT_EQ(staging["user"], "scm_integration_staging_0000");
  EXPECT_NE(world.harness.kubernetes.entry(kEntry).at("secret_string").find(R"(\"port\":5432)"),
            std::string::npos)
      << "the port is a number";
}

// Behaviour 5.
TEST(ToolchainApply, ASecondRunChangesNothing) {
  ToolchainWorld world;
  ToolchainSite site = one_service();
  site.with("users-ui", "[users]").with_options("simpleDatabases: [posthog]\n");
  world.pass(site);
  const std::string before = world.harness.snapshot();
  const std::size_t changes = world.harness.server.log().size();

  const PassReport report = world.pass(site);

  EXPECT_TRUE(report.plan.jobs.empty());
  EXPECT_EQ(world.harness.snapshot(), before);
  EXPECT_EQ(world.harness.server.log().size(), changes);
  for (const auto& [id, state] : report.plan.states)
    EXPECT_EQ(state, CredentialState::InSync) << id.str();
}

// Behaviour 5: the master's login is used and its password never touched.
TEST(ToolchainApply, TheMasterIsOnlyLoggedInAs) {
  ToolchainWorld world;
  const MemoryRole before = world.harness.server.state().roles.at(RoleName{"postgres"});

  world.pass(one_service());

  EXPECT_EQ(world.harness.server.state().roles.at(RoleName{"postgres"}), before);
  EXPECT_EQ(world.harness.world.login_of(ServerId{"prod/db.example.internal:5432"}).username,
            "master");
}

// Behaviour 6, first half.
TEST(ToolchainApply, AMissingRoleGetsTheUserAndPasswordThatAreStored) {
  ToolchainWorld world;
  world.put_credential(kEntry, credential_of("scm_integration", kLogin.str(), "kept-password"));
  const auto entry = world.harness.kubernetes.entry(kEntry);

  const PassReport report = world.pass(one_service());

  EXPECT_TRUE(report.applied->all_done());
  EXPECT_EQ(world.harness.server.state().roles.at(kLogin).password, "kept-password");
  EXPECT_EQ(world.harness.kubernetes.entry(kEntry), entry);
}

// Behaviour 6, second half: nobody can know the password, so it is reported and never reset.
TEST(ToolchainApply, ARoleWithoutItsEntryIsReportedAndLeftAlone) {
  ToolchainWorld world;
  world.pass(one_service());
  world.harness.kubernetes.remove(kEntry);
  const MemoryState before = world.harness.server.state();

  const PassReport report = world.pass(one_service());

  EXPECT_TRUE(has(report.findings, Code::DatabaseOnly));
  EXPECT_EQ(report.plan.states.at(ClaimId{"prod/prod/scm_integration"}),
            CredentialState::DatabaseOnly);
  EXPECT_EQ(world.harness.server.state(), before);
  EXPECT_TRUE(world.harness.kubernetes.entry(kEntry).empty());
}

// Behaviour 7.
TEST(ToolchainApply, ARotatedUserIsAcceptedAsItIs) {
  ToolchainWorld world;
  const ToolchainSite site = ToolchainSite{}.with("users-ui", "[users]");
  world.pass(site);
  const RoleName rotated{"users_0003"};
  world.put_credential("prod/prod-db-users-creds",
                       credential_of("users", rotated.str(), "rotated-password"));
  world.harness.server.change([&](MemoryState& state) {
    MemoryRole role = state.roles.at(RoleName{"users_prod_0000"});
    state.roles.erase(RoleName{"users_prod_0000"});
    role.password = "rotated-password";
    state.roles.emplace(rotated, role);
    auto& acl = state.databases.at(DatabaseName{"users"}).acl;
    acl.erase(RoleName{"users_prod_0000"});
    acl[rotated] = {"CONNECT"};
  });
  const std::string before = world.harness.snapshot();

  const PassReport report = world.pass(site);

  EXPECT_EQ(world.harness.snapshot(), before);
  EXPECT_FALSE(world.harness.server.state().roles.contains(RoleName{"users_prod_0000"}));
  EXPECT_EQ(report.plan.states.at(ClaimId{"prod/prod/users"}), CredentialState::InSync);
  EXPECT_FALSE(has_error(report.findings));
}

// Behaviour 7, on a server that lost the rotated role: it is made anew under its rotated name.
TEST(ToolchainApply, ARotatedUserIsMadeUnderItsRotatedName) {
  ToolchainWorld world;
  world.put_credential("prod/prod-db-users-creds",
                       credential_of("users", "users_0003", "rotated-password"));

  world.pass(ToolchainSite{}.with("users-ui", "[users]"));

  const MemoryState state = world.harness.server.state();
  EXPECT_EQ(state.roles.at(RoleName{"users_0003"}).password, "rotated-password");
  EXPECT_FALSE(state.roles.contains(RoleName{"users_prod_0000"}));
}

/// A server on which somebody else's role owns a database, and may log in.
void let_hr_in(ToolchainWorld& world) {
  world.harness.server.change([](MemoryState& state) {
    state.roles[RoleName{"hr"}] = {.seen = {.login = true}, .password = "of hr"};
    state.roles[RoleName{"hr_owner"}] = {.seen = {.login = false, .inherit = false}};
    state.databases[DatabaseName{"hr"}] = {.owner = RoleName{"hr_owner"}};
  });
}

TEST(ToolchainApply, AnOwnerThatOnlyTheEntryNamesIsNotJoinedWithoutProof) {
  ToolchainWorld world;
  let_hr_in(world);
  auto fields = credential_of("scm_integration", kLogin.str(), "planted");
  fields["set_role"] = "hr_owner";
  world.put_credential(kEntry, fields);

  const PassReport report = world.pass(one_service());

  EXPECT_NE(words(report.findings, Code::RoleDiffers).find("\"hr_owner\""), std::string::npos);
  const MemoryState state = world.harness.server.state();
  EXPECT_FALSE(state.roles.contains(kLogin));
  for (const auto& [name, role] : state.roles)
    EXPECT_FALSE(role.seen.member_of.contains(RoleName{"hr_owner"})) << name.str();
}

TEST(ToolchainApply, ARoleThatOnlyTheEntryNamesIsNotUsedWithoutProof) {
  ToolchainWorld world;
  let_hr_in(world);
  world.put_credential(kEntry, credential_of("scm_integration", "hr", "planted"));

  const PassReport report = world.pass(one_service());

  EXPECT_NE(words(report.findings, Code::RoleDiffers).find("\"hr\""), std::string::npos);
  EXPECT_TRUE(world.harness.server.state().roles.at(RoleName{"hr"}).seen.member_of.empty());
}

// Behaviour 8, first part.
TEST(ToolchainApply, ADatabaseOfAnotherOwnerIsRefusedAndOthersGoOn) {
  ToolchainWorld world;
  world.harness.server.change([](MemoryState& state) {
    state.roles[RoleName{"someone"}] = {};
    state.databases[kDatabase] = {.owner = RoleName{"someone"}};
  });
  ToolchainSite site = one_service();
  site.with("users-ui", "[users]");

  const PassReport report = world.pass(site);

  const std::string what = words(report.findings, Code::OwnerDiffers);
  EXPECT_NE(what.find("\"someone\""), std::string::npos) << what;
  EXPECT_NE(what.find("\"scm_integration_owner\""), std::string::npos) << what;
  EXPECT_EQ(world.harness.server.state().databases.at(kDatabase).owner, RoleName{"someone"});
  EXPECT_TRUE(world.harness.server.state().databases.contains(DatabaseName{"users"}));
}

// Behaviour 8, second part.
TEST(ToolchainApply, NothingIsMadeInADatabaseOfAnotherOwner) {
  ToolchainWorld world;
  world.harness.server.change([](MemoryState& state) {
    state.roles[RoleName{"someone"}] = {};
    state.databases[kDatabase] = {.owner = RoleName{"someone"}};
  });
  const std::string before = world.harness.snapshot();

  world.pass(one_service());

  EXPECT_EQ(world.harness.snapshot(), before);
}

class StrangeOwner : public ::testing::TestWithParam<RoleSeen> {};

// Behaviour 8, third part.
TEST_P(StrangeOwner, IsRefusedWithWhatItIsAndWhatIsExpected) {
  ToolchainWorld world;
  world.harness.server.change([](MemoryState& state) {
    state.roles[RoleName{"someone"}] = {};
    state.roles[kOwner] = {.seen = GetParam()};
  });
  ToolchainSite site = one_service();
  site.with("users-ui", "[users]");

  const PassReport report = world.pass(site);

  EXPECT_TRUE(has_error(report.findings));
  const MemoryState state = world.harness.server.state();
  EXPECT_FALSE(state.databases.contains(kDatabase));
  EXPECT_FALSE(state.roles.contains(kLogin));
  EXPECT_TRUE(world.harness.kubernetes.entry(kEntry).empty());
  EXPECT_TRUE(state.databases.contains(DatabaseName{"users"}));
}

INSTANTIATE_TEST_SUITE_P(ToolchainApply, StrangeOwner,
                         ::testing::Values(RoleSeen{.login = true},
                                           RoleSeen{.member_of = {RoleName{"someone"}}}));

// Behaviour 9: what is not selected is not made.
TEST(ToolchainApply, WhatIsNotForHereIsNotMade) {
  ToolchainWorld world;
  ToolchainSite site;
  site.with("notifications-api", "[notifications, maven]")
      .with_options("developmentOnly: [notifications]\ndeprecatedDatabases: [maven]\n");
  const std::string before = world.harness.snapshot();

  const PassReport report = world.pass(site);

  EXPECT_TRUE(report.plan.jobs.empty());
  EXPECT_EQ(world.harness.snapshot(), before);
  EXPECT_TRUE(has(report.findings, Code::NotForHere));
}

// Behaviour 10.
TEST(ToolchainApply, ASimpleDatabaseKeepsItsPasswordAndBothNamespacesHaveIt) {
  ToolchainWorld world;
  ToolchainSite site{{{"services/a/values.yaml", "name: a\n"}}};
  site.with_options("simpleDatabases: [posthog]\n");

  world.pass(site);

  const auto first = world.harness.kubernetes.entry("staging/prod-db-posthog");
  const std::string password = *world.harness.server.state().roles.at(RoleName{"posthog"}).password;
  EXPECT_EQ(first, (std::map<std::string, std::string>{
                       {"postgres-user", "posthog"},
                       {"postgres-password", password},
                       {"connection-string", "postgresql://posthog:" + password +
                                                 "@db.example.internal:5432/posthog"}}));
  EXPECT_EQ(password.size(), 40u);
  EXPECT_EQ(world.harness.kubernetes.entry("prod/prod-db-posthog"), first);
  EXPECT_EQ(world.harness.server.state().databases.at(DatabaseName{"posthog"}).owner,
            RoleName{"posthog"});

  world.pass(site);

  EXPECT_EQ(world.harness.kubernetes.entry("staging/prod-db-posthog"), first);
  EXPECT_EQ(world.harness.server.state().roles.at(RoleName{"posthog"}).password, password);
}

// A namespace that was added later gets the same password; if the first entry is lost, the copy
// gives it back.
TEST(ToolchainApply, ASimpleDatabaseSurvivesTheLossOfItsFirstEntry) {
  ToolchainWorld world;
  ToolchainSite site{{{"services/a/values.yaml", "name: a\n"}}};
  site.with_options("simpleDatabases: [posthog]\n");
  world.pass(site);
  const auto entry = world.harness.kubernetes.entry("staging/prod-db-posthog");
  world.harness.kubernetes.remove("staging/prod-db-posthog");

  world.pass(site);

  EXPECT_EQ(world.harness.kubernetes.entry("staging/prod-db-posthog"), entry);
}

// What the scripts of today leave behind, to the letter: nothing is to be done about it.
TEST(ToolchainApply, WhatTheScriptsMadeIsAdoptedAsItIs) {
  ToolchainWorld world;
  world.harness.kubernetes.put(
      "prod/prod-db-users-creds",
      {{"secret_string",
        R"({"CURRENT": [{"VALUE": "{\"engine\": \"postgres\", \"user\": \"users_prod_0000\", )"
        R"(\"password\": \"now\", \"host\": \"db.example.internal\", \"port\": 5432, )"
        R"(\"dbname\": \"users\", \"set_role\": \"users_owner\"}", "TRANSITIONS": [)"
        R"({"TIMESTAMP": 1600000000.5, "FROM_LABEL": null, "TO_LABEL": "PROPOSED"}, )"
        R"({"TIMESTAMP": 1600000001.5, "FROM_LABEL": "PROPOSED", "TO_LABEL": "CURRENT"}]}], )"
        R"("PREVIOUS": [{"VALUE": "{\"user\": \"users_prod_0000\", \"password\": \"then\"}", )"
        R"("TRANSITIONS": []}]})"}});
  const RoleName owner{"users_owner"};
  const RoleName login{"users_prod_0000"};
  world.harness.server.change([&](MemoryState& state) {
    state.roles[owner] = {.seen = {.inherit = false}};
    state.roles[login] = {.seen = {.login = true, .inherit = false, .member_of = {owner}},
                          .password = "now"};
    state.databases[DatabaseName{"users"}] = {
        .owner = owner,
        .acl = {{login, {"CONNECT"}}},
        .schema_acl = {{kPublic, {"USAGE"}}, {owner, {"CREATE", "USAGE"}}}};
  });
  const std::string before = world.harness.snapshot();
  ToolchainSite site = ToolchainSite{}.with("users-ui", "[users]");
  site.namespaces = {"prod"};

  const PassReport report = world.pass(site);

  EXPECT_TRUE(report.plan.jobs.empty());
  EXPECT_TRUE(report.findings.empty()) << report.findings.front().what;
  EXPECT_EQ(report.plan.states.at(ClaimId{"prod/prod/users"}), CredentialState::InSync);
  EXPECT_EQ(world.harness.snapshot(), before);
}

class ToolchainServers : public ::testing::TestWithParam<int> {};

// A master of RDS is no superuser. Behaviours 2, 3, 5 and 10 on all kinds of servers.
TEST_P(ToolchainServers, ServeAMasterThatIsNoSuperuser) {
  ToolchainWorld world;
  world.harness.server.change([](MemoryState& state) {
    state.version = GetParam();
    use_plain_admin(state, RoleName{"master"});
  });
  ToolchainSite site = one_service();
  site.with("users-ui", "[users]").with_options("simpleDatabases: [posthog]\n");

  const PassReport first = world.pass(site);
  const std::string after = world.harness.snapshot();
  const PassReport second = world.pass(site);

  EXPECT_TRUE(first.applied->all_done());
  EXPECT_FALSE(has_error(first.findings));
  EXPECT_TRUE(second.plan.jobs.empty());
  EXPECT_EQ(world.harness.snapshot(), after);
  for (const auto& [id, state] : second.plan.states)
    EXPECT_EQ(state, CredentialState::InSync) << id.str();
}

INSTANTIATE_TEST_SUITE_P(ToolchainApply, ToolchainServers,
                         ::testing::Values(120000, 140000, 150000, 160000, 180000));

// A namespace that is added later gets a login role of its own; nothing else changes.
TEST(ToolchainApply, ANamespaceThatIsAddedLaterGetsItsOwnLogin) {
  ToolchainWorld world;
  ToolchainSite site = ToolchainSite{}.with("users-ui", "[users]");
  site.namespaces = {"staging", "prod"};
  world.pass(site);
  const auto entry = world.harness.kubernetes.entry("prod/prod-db-users-creds");
  site.namespaces.emplace_back("edge");

  EXPECT_TRUE(world.pass(site).applied->all_done());

  EXPECT_EQ(world.harness.kubernetes.entry("prod/prod-db-users-creds"), entry);
  EXPECT_EQ(world.opened("edge/edge-db-users-creds").at("user"), "users_edge_0000");
  EXPECT_EQ(world.harness.server.state()
                .databases.at(DatabaseName{"users"})
                .acl.at(RoleName{"users_edge_0000"}),
            (std::set<std::string>{"CONNECT"}));
}

// Trap 3: what stands in the key need not be a state map.
TEST(ToolchainApply, APlainCredentialWithoutStateMapIsReadAsWell) {
  ToolchainWorld world;
  world.harness.kubernetes.put(
      "prod/prod-db-users-creds",
      {{"secret_string",
        R"({"engine": "postgres", "user": "users_prod_0000", "password": "old", "host": )"
        R"("db.example.internal", "port": 5432, "dbname": "users", "set_role": "users_owner"})"}});

  const PassReport report = world.pass(ToolchainSite{}.with("users-ui", "[users]"));

  EXPECT_TRUE(report.applied->all_done());
  EXPECT_EQ(world.harness.server.state().roles.at(RoleName{"users_prod_0000"}).password, "old");
}

}  // namespace
}  // namespace pgberth::testing
