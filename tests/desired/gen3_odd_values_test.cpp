// The ten traps, and values that nobody writes on purpose, read as real Helm reads them.

#include <gtest/gtest.h>

#include "tests/support/values_tree.h"
#include <algorithm>
#include <set>

namespace pgberth::testing {
namespace {

constexpr const char* kDeploy =
    "global: {dev: false, environment: e, externalSecrets: {deploy: 1}}\n";

TEST(Gen3Trap, T01_TheReleaseDecidesEveryDefaultName) {
  EnvironmentSettings settings = one_file();
  settings.release = "other";

  const Desired desired = desired_of("", settings);

  EXPECT_EQ(constant(claim_of(desired, "fence"), Field::Database), "fence_other");
  EXPECT_EQ(constant(claim_of(desired, "fence"), Field::Host), "other-postgresql.ns1");
}

TEST(Gen3Trap, T02_APushWithOnlyAMasterSecretIsServed) {
  const Desired desired = desired_of(
      "global:\n  dev: false\n  postgres: {externalSecret: m}\n"
      "  externalSecrets: {deploy: true, pushSecret: true}\n");

  for (const auto& [id, claim] : desired.claims.claims) EXPECT_FALSE(claim.blocked) << id.str();
}

TEST(Gen3Trap, T03_ADatabaseThatExistsIsStillLookedAt) {
  const Claim claim = claim_of(desired_of(""), "fence");

  EXPECT_TRUE(claim.needs_server());
  EXPECT_FALSE(claim.shape->extensions.empty());
}

TEST(Gen3Trap, T04_ThePasswordComesFromTheAuthorityNotFromARendering) {
  const Desired desired =
      desired_of("global: {externalSecrets: {deploy: true, pushSecret: true}}\n");

  const Claim& fence = claim_of(desired, "fence");
  EXPECT_EQ(authority_of(fence)->entry.store.kind, StoreKind::Aws);
  for (const Place& place : fence.places)
    EXPECT_EQ(place.entry.path->find("bootstrap"), std::string::npos);
}

TEST(Gen3Trap, T05_LocalAndPushTogetherAreOnePasswordAndANote) {
  const Desired desired = desired_of(
      "global:\n  externalSecrets:\n    deploy: true\n    createLocalK8sSecret: true\n"
      "    pushSecret: true\n");

  const Claim& fence = claim_of(desired, "fence");
  EXPECT_EQ(fence.places.at(0).part, Part::Authority);
  EXPECT_EQ(fence.places.at(1).part, Part::Copy);
  EXPECT_TRUE(has_finding(desired, Code::TwoPasswords, "values.yaml:4:27"));
  EXPECT_EQ(count(desired, Code::TwoPasswords), 1u);
}

TEST(Gen3Trap, T06_NumbersAndWordsAreTypedAsHelmTypesThem) {
  const Desired desired = desired_of(
      "global:\n"
      "  dev: no\n"
      "  environment: 2024010112\n"
      "  postgres:\n"
      "    dbCreate: \"false\"\n"
      "    master: {host: db}\n"
      "fence:\n"
      "  postgres: {port: 5432}\n"
      "indexd:\n"
      "  postgres: {password: 1234567}\n");

  EXPECT_TRUE(claim_of(desired, "fence").blocked);
  EXPECT_TRUE(has_finding(desired, Code::WrongType, "values.yaml:8:20"));
  EXPECT_TRUE(claim_of(desired, "audit").create_asked);
  EXPECT_TRUE(has_finding(desired, Code::TruthyText, "values.yaml:5:15"));
  EXPECT_EQ(desired.given.begin()->second.reveal(), "1.234567e+06");
  EXPECT_TRUE(has_finding(desired, Code::NumberBecomesText, "values.yaml:10:24"));
  EXPECT_FALSE(claim_of(desired, "indexd").blocked);
  for (const Finding& finding : desired.findings)
    EXPECT_EQ(finding.what.find("1234567"), std::string::npos) << "a password is shown";

  const Desired named =
      desired_of("global: {environment: 2024010112, externalSecrets: {deploy: true}}");
  EXPECT_EQ(claim_of(named, "fence").places.at(0).entry.path, "2.024010112e+09-fence-creds");
  EXPECT_EQ(count(named, Code::NumberBecomesText), 1u);
}

TEST(Gen3Trap, T07_ServicesThatShareAPulledEntryAreOneClaim) {
  const Desired desired = desired_of(std::string(kDeploy) +
                                     "peregrine: {externalSecrets: {dbcreds: shared}}\n"
                                     "sheepdog: {externalSecrets: {dbcreds: shared}}\n");

  const Claim& claim = claim_of(desired, "sheepdog");
  EXPECT_EQ(claim.id.str(), "env/peregrine");
  EXPECT_EQ(claim.services.size(), 2u);
  ASSERT_EQ(claim.places.size(), 3u);
  EXPECT_EQ(claim.places.at(1).entry.path, "ns1/peregrine-dbcreds");
  EXPECT_EQ(claim.places.at(2).entry.path, "ns1/sheepdog-dbcreds");
  EXPECT_EQ(count(desired, Code::SharedEntry), 1u);
  EXPECT_EQ(constant(claim, Field::Database), "-");
}

TEST(Gen3Trap, T08_NamesAreCheckedBeforeAnythingIsTouched) {
  const Desired desired = desired_of("fence: {postgres: {database: " + std::string(64, 'f') +
                                     "}}\n"
                                     "indexd: {postgres: {database: template1}}\n"
                                     "audit: {postgres: {username: pg_audit}}\n"
                                     "wts: {postgres: {database: \"it's-a.name\"}}\n");

  EXPECT_TRUE(has_finding(desired, Code::NameTooLong, "values.yaml:1:30"));
  EXPECT_TRUE(has_finding(desired, Code::NameReserved, "values.yaml:2:31"));
  EXPECT_TRUE(has_finding(desired, Code::NameReserved, "values.yaml:3:30"));
  EXPECT_TRUE(claim_of(desired, "fence").blocked);
  EXPECT_TRUE(claim_of(desired, "indexd").blocked);
  EXPECT_TRUE(claim_of(desired, "audit").blocked);
  EXPECT_FALSE(claim_of(desired, "wts").blocked);
  EXPECT_FALSE(claim_of(desired, "arborist").blocked);
}

TEST(Gen3Trap, T09_OnlyLtreeIsDemanded) {
  const Claim claim = claim_of(desired_of(""), "fence");

  for (const Extension& extension : claim.shape->extensions)
    EXPECT_EQ(extension.required, extension.name == "ltree");
}

TEST(Gen3Trap, T10_TheOldLocalSwitchCountsOnlyForOldCharts) {
  const std::string yaml = "global: {externalSecrets: {deploy: true, dbCreate: true}}\n";
  EnvironmentSettings settings = one_file();

  settings.chart_version = "0.2.86";
  EXPECT_EQ(claim_of(desired_of(yaml, settings), "fence").places.size(), 1u);
  EXPECT_EQ(count(desired_of(yaml, settings), Code::DeadKey), 0u);
  settings.chart_version = "0.2.87";
  EXPECT_EQ(claim_of(desired_of(yaml, settings), "fence").places.size(), 2u);
  EXPECT_EQ(count(desired_of(yaml, settings), Code::DeadKey), 1u);
}

TEST(Gen3OddValues, OldChartsPushNothing) {
  EnvironmentSettings settings = one_file();
  settings.chart_version = "0.2.10";

  const Desired desired =
      desired_of("global: {externalSecrets: {deploy: true, pushSecret: true}}\n", settings);

  EXPECT_FALSE(claim_of(desired, "fence").places.at(0).may_create());
  EXPECT_EQ(count(desired, Code::DeadKey), 1u);
}

TEST(Gen3OddValues, TwoUnknownChartVersionsAreToldInTheSameWords) {
  std::set<std::string> words;
  std::set<std::string> hints;
  for (const char* version : {"9.9.1", "9.9.2"}) {
    EnvironmentSettings settings = one_file();
    settings.chart_version = version;
    for (const Finding& finding : desired_of("", settings).findings) {
      if (finding.code != Code::UnknownChartVersion) continue;
      words.insert(finding.what);
      hints.insert(finding.hint);
    }
  }

  EXPECT_EQ(words.size(), 1u) << "else each new version of the charts is news to a check";
  EXPECT_EQ(hints.size(), 2u);
}

TEST(Gen3OddValues, AnUnknownChartVersionIsToldOnceAndTheNewestUsed) {
  for (const char* version : {"9.0.0", "latest", "0.3"}) {
    EnvironmentSettings settings = one_file();
    settings.chart_version = version;

    const Desired desired = desired_of("", settings);

    EXPECT_EQ(count(desired, Code::UnknownChartVersion), 1u) << version;
    EXPECT_EQ(desired.claims.claims.size(), 8u);
  }
}

TEST(Gen3OddValues, AnEnabledBlockOfItsOwnChartIsAService) {
  const Desired desired = desired_of(
      "mine:\n  enabled: true\n  postgres: {database: d}\n"
      "off: {enabled: false, postgres: {}}\n"
      "postgresql: {postgres: {a: 1}}\n"
      "plain: {enabled: true}\n"
      "flag: {postgres: true}\n"
      "anchor: {postgres: {database: a, db_create: true}}\n"
      "nothing: {enabled: null, postgres: {}}\n"
      "../up: {enabled: true, postgres: {}}\n");

  EXPECT_EQ(desired.claims.claims.size(), 10u);
  EXPECT_EQ(constant(claim_of(desired, "mine"), Field::Database), "d");
  EXPECT_EQ(constant(claim_of(desired, "mine"), Field::Username), "mine_gen3");
  EXPECT_EQ(constant(claim_of(desired, "mine"), Field::Port), "5432");
  EXPECT_TRUE(has_finding(desired, Code::OwnChart, "values.yaml:1:1"));
  EXPECT_TRUE(has_finding(desired, Code::OwnChart, "values.yaml:8:1"));
  EXPECT_TRUE(has_finding(desired, Code::OwnChart, "values.yaml:9:1"));
  EXPECT_EQ(count(desired, Code::OwnChart), 4u);
  EXPECT_EQ(count(desired, Code::DeadKey), 0u);
  EXPECT_TRUE(claim_of(desired, "../up").blocked);
}

TEST(Gen3OddValues, AChartsBlockThatIsNoMappingStopsHelmEvenWhereTheChartIsOff) {
  for (const char* yaml :
       {"fence: []\n", "fence: x\n", "fence: 5\n", "guppy: x\n", "gen3-workflow: x\n",
        "portal: []\n", "requestor: false\n", "funnel: x\n", "funnel: ~\n", "postgresql: x\n"}) {
    const Desired desired = desired_of(yaml);

    EXPECT_TRUE(has_finding(desired, Code::HelmRefuses, "values.yaml:1:1")) << yaml;
    EXPECT_GE(desired.claims.claims.size(), 8u) << yaml;
    for (const auto& [id, claim] : desired.claims.claims)
      EXPECT_TRUE(claim.blocked) << yaml << id.str();
  }
}

TEST(Gen3OddValues, ANullWhereTheUmbrellaHasABlockAndWhatIsNoChartStopNobody) {
  for (const char* yaml : {"guppy: ~\n", "portal: ~\n", "gen3-workflow: ~\n", "postgresql: ~\n",
                           "anything: x\n", "awshelper: []\n"})
    EXPECT_FALSE(has_error(desired_of(yaml).findings)) << yaml;
}

TEST(Gen3OddValues, OuterBlanksOfEntryNamesAreNotPartOfThem) {
  const Desired desired = desired_of(
      "global:\n"
      "  dev: false\n"
      "  environment: \" x \"\n"
      "  externalSecrets: {deploy: true}\n"
      "  postgres: {externalSecret: \" m\\n\"}\n"
      "fence: {externalSecrets: {dbcreds: \" team/fence \"}}\n");

  const Claim& fence = claim_of(desired, "fence");
  EXPECT_EQ(fence.places.at(0).entry.path, "team/fence");
  EXPECT_EQ(claim_of(desired, "indexd").places.at(0).entry.path, "x -indexd-creds");
  const Document& admin = desired.claims.servers.at(fence.server).admin;
  EXPECT_EQ(std::get<KeyRef>(admin.at(Field::Host)).entry.path, "m");
}

TEST(Gen3OddValues, AGlobalThatIsNoMappingStopsTheUmbrella) {
  for (const char* yaml : {"global: null\n", "global: x\n", "global: {externalSecrets: null}\n",
                           "global: {externalSecrets: false}\n",
                           "global: {externalSecrets: {deploy: true}, postgres: x}\n"}) {
    const Desired desired = desired_of(yaml);

    EXPECT_EQ(desired.claims.claims.size(), 8u) << yaml;
    for (const auto& [id, claim] : desired.claims.claims) EXPECT_TRUE(claim.blocked) << yaml;
  }
}

TEST(Gen3OddValues, NullsLetTheChartsDefaultsThrough) {
  const Desired desired = desired_of(
      "global: {postgres: {dbCreate: null, master: null}, environment: null}\n"
      "fence: {postgres: null, externalSecrets: null, global: null}\n"
      "indexd: {postgres: {port: null}}\n");

  EXPECT_FALSE(claim_of(desired, "fence").blocked);
  EXPECT_TRUE(claim_of(desired, "fence").create_asked);
  EXPECT_EQ(constant(claim_of(desired, "indexd"), Field::Port), "5432");
  EXPECT_TRUE(has_finding(desired, Code::NullDiffersByHelm, "values.yaml:3:27"));
}

TEST(Gen3OddValues, ExternalSecretsThatAreNoMappingStopOnlyWhereTheyAreRead) {
  const Desired local = desired_of("fence: {externalSecrets: false}\n");
  const Desired pull = desired_of(std::string(kDeploy) + "fence: {externalSecrets: false}\n");

  EXPECT_FALSE(claim_of(local, "fence").blocked);
  EXPECT_TRUE(claim_of(pull, "fence").blocked);
  EXPECT_FALSE(claim_of(pull, "indexd").blocked);
}

TEST(Gen3OddValues, AnEmptyHostStandsAsAFindingAndTheClaimGoesOn) {
  const Desired desired =
      desired_of("global:\n  dev: false\n  postgres:\n    master: {host: ''}\n");

  const Claim& fence = claim_of(desired, "fence");
  EXPECT_FALSE(fence.credential.contains(Field::Host));
  EXPECT_FALSE(fence.blocked);
  EXPECT_EQ(fence.places.size(), 1u);
  EXPECT_TRUE(has_finding(desired, Code::NoHost, "values.yaml:4:20"));
  EXPECT_EQ(count(desired, Code::NoHost), 1u);
}

TEST(Gen3OddValues, AnEncryptedValueIsNeverAValue) {
  const Desired desired = desired_of(
      "fence:\n  postgres:\n    password: ENC[AES256_GCM,data:abc]\n"
      "sops: {version: 3.7.3}\n");

  EXPECT_TRUE(claim_of(desired, "fence").blocked);
  EXPECT_TRUE(has_finding(desired, Code::EncryptedValue, "values.yaml:3:15"));
  EXPECT_TRUE(desired.given.empty());
}

TEST(Gen3OddValues, ACredentialWithoutADatabaseIsToldOncePerFlag) {
  const Desired desired = desired_of(
      "global:\n  postgres: {dbCreate: false}\n"
      "  externalSecrets: {deploy: true, pushSecret: true}\n");

  EXPECT_EQ(count(desired, Code::NobodyCreatesDatabase), 1u);
  EXPECT_TRUE(has_finding(desired, Code::NobodyCreatesDatabase, "values.yaml:3:47"));
  EXPECT_TRUE(claim_of(desired, "fence").places.at(0).may_create());
  EXPECT_TRUE(claim_of(desired, "fence").needs_server());
}

TEST(Gen3OddValues, TheEmbeddingChartNeverPushesAndMindsADeadKey) {
  const std::string on = "embedding-management-service: {enabled: true}\n";
  const Desired push =
      desired_of("global: {externalSecrets: {deploy: true, pushSecret: true}}\n" + on);
  const Desired dead =
      desired_of("global: {externalSecrets: {deploy: true,\n  dbCreate: true}}\n" + on);

  const Claim& pulled = claim_of(push, "embedding-management-service");
  EXPECT_FALSE(pulled.places.at(0).may_create());
  const Claim& unserved = claim_of(dead, "embedding-management-service");
  ASSERT_EQ(unserved.places.size(), 1u);
  EXPECT_EQ(unserved.places.at(0).entry.store.kind, StoreKind::Kubernetes);
  EXPECT_EQ(unserved.places.at(0).part, Part::Mirror);
  EXPECT_FALSE(unserved.places.at(0).may_create());
  EXPECT_TRUE(unserved.create_asked);
  EXPECT_TRUE(has_finding(dead, Code::DeadKey, "values.yaml:2:13"));
}

TEST(Gen3OddValues, AMasterSecretThatCannotNameASecretIsToldOnce) {
  const Desired desired = desired_of(
      "global:\n  dev: false\n  externalSecrets: {deploy: true}\n"
      "  postgres: {externalSecret: team_master}\n");

  EXPECT_EQ(count(desired, Code::EntryNameUnusable), 1u);
}

TEST(Gen3Policy, DecidesBeyondTheValues) {
  EnvironmentSettings settings = one_file();
  settings.policy = {.create = Policy::Create::Always,
                     .pull = Policy::Pull::Create,
                     .local_secret = Policy::LocalSecret::Expect};
  const std::string off = "postgres: {dbCreate: false, master: {host: db}}";

  const Claim pull = claim_of(
      desired_of("global: {dev: false, externalSecrets: {deploy: true}, " + off + "}", settings),
      "fence");
  EXPECT_TRUE(pull.places.at(0).may_create());
  EXPECT_TRUE(pull.may_create.database);
  EXPECT_FALSE(pull.create_asked);
  EXPECT_EQ(constant(pull, Field::Database), "fence_gen3");

  const Claim local = claim_of(desired_of("", settings), "fence");
  EXPECT_FALSE(local.places.at(0).may_create());

  settings.policy = {.mirror = Policy::Mirror::Copy};
  const Claim copied = claim_of(desired_of("global: {dev: false, externalSecrets: {deploy: true}, "
                                           "postgres: {dbCreate: true, master: {host: db}}}",
                                           settings),
                                "fence");
  EXPECT_EQ(copied.places.at(1).part, Part::Copy);
  EXPECT_TRUE(copied.places.at(1).may_create());
  EXPECT_TRUE(copied.places.at(1).layout->release.empty());
  ASSERT_EQ(copied.ready.size(), 2u);
  EXPECT_TRUE(copied.ready.at(0).by_hand);  // Of the entry; the copy is pgberth's own.
  EXPECT_FALSE(copied.ready.at(1).by_hand);

  settings.policy = {.create = Policy::Create::Never};
  const Claim never = claim_of(desired_of("", settings), "fence");
  EXPECT_FALSE(never.may_create.any());
  EXPECT_TRUE(never.create_asked);
}

TEST(Agreement, DifferentDemandsOnOneObjectNameBothLines) {
  const Desired entry = desired_of(
      "global: {externalSecrets: {deploy: true, pushSecret: true}}\n"
      "audit: {externalSecrets: {dbcreds: one}}\n"
      "fence: {externalSecrets: {dbcreds: one}}\n");
  const Desired database = desired_of(
      "audit: {postgres: {database: one}}\n"
      "fence: {postgres: {database: one}}\n");
  const Desired role = desired_of(
      "audit: {postgres: {username: one}}\n"
      "fence: {postgres: {username: one}}\n");

  for (const Desired* desired : {&entry, &database, &role}) {
    ASSERT_EQ(count(*desired, Code::ClaimsDisagree), 1u);
    const auto finding = std::ranges::find(desired->findings, Code::ClaimsDisagree, &Finding::code);
    EXPECT_EQ(finding->where.line - finding->also.at(0).line, 1);
    EXPECT_TRUE(claim_of(*desired, "audit").blocked);
    EXPECT_TRUE(claim_of(*desired, "fence").blocked);
    EXPECT_FALSE(claim_of(*desired, "indexd").blocked);
  }
}

TEST(Agreement, OneGivenPasswordMayStandTwice) {
  const Desired desired = desired_of(
      "audit: {postgres: {username: one, database: d, password: same}}\n"
      "fence: {postgres: {username: one, database: d, password: same}}\n"
      "wts: {postgres: {username: one, database: d, password: other}}\n");

  EXPECT_EQ(count(desired, Code::ClaimsDisagree), 1u);
  EXPECT_FALSE(claim_of(desired, "fence").blocked);
  EXPECT_TRUE(claim_of(desired, "wts").blocked);
}

TEST(Environment, CollectsTheProblemsOfAllFilesAndHasNoClaims) {
  EnvironmentSettings settings = one_file();
  settings.files = {"bad.yaml", "gone.yaml", "list.yaml"};
  MemoryTree tree({{"bad.yaml", "a: [\n"}, {"list.yaml", "- a\n"}});

  const Desired desired = read_environment(settings, tree);

  EXPECT_TRUE(desired.claims.claims.empty());
  ASSERT_EQ(desired.findings.size(), 3u);
  EXPECT_EQ(desired.findings.at(0).code, Code::YamlSyntax);
  EXPECT_EQ(desired.findings.at(1).code, Code::FileMissing);
  EXPECT_EQ(to_string(desired.findings.at(1).where), "gone.yaml");
  EXPECT_EQ(desired.findings.at(2).code, Code::NotAMapping);
}

TEST(Environment, RefusesADialectThatItDoesNotKnow) {
  EnvironmentSettings settings = one_file();
  settings.dialect = "nosuch";

  const Desired desired = desired_of("", settings);

  ASSERT_EQ(desired.findings.size(), 1u);
  EXPECT_EQ(desired.findings.at(0).code, Code::UnknownDialect);
  const auto known = dialects();
  EXPECT_TRUE(std::ranges::is_sorted(known));
  EXPECT_NE(std::ranges::find(known, "gen3"), known.end());
}

}  // namespace
}  // namespace pgberth::testing
