// The numbered behaviours of the gen3 charts, as far as values decide them.

#include <gtest/gtest.h>

#include "tests/support/values_tree.h"
#include <algorithm>

namespace pgberth::testing {
namespace {

constexpr const char* kServer = "global: {dev: false, postgres: {master: {host: db}}}\n";

std::vector<std::string> services(const Desired& desired) {
  std::vector<std::string> names;
  names.reserve(desired.claims.claims.size());
  for (const auto& [id, claim] : desired.claims.claims) names.push_back(id.str());
  return names;
}

bool has_claim(const Desired& desired, const std::string& service) {
  return desired.claims.claims.contains(ClaimId{"env/" + service});
}

std::string places(const Claim& claim) {
  std::string text;
  for (const Place& place : claim.places)
    text += (text.empty() ? "" : ", ") + std::string(to_string(place.part)) + " " +
            to_string(place.entry) + (place.may_create() ? " +" : "");
  return text;
}

const Document& admin_of(const Desired& desired, const std::string& service) {
  return desired.claims.servers.at(claim_of(desired, service).server).admin;
}

std::string source(const Document& document, Field field) {
  const auto found = document.find(field);
  if (found == document.end()) return "";
  if (const auto* text = std::get_if<Text>(&found->second)) return text->text;
  if (const auto* key = std::get_if<KeyRef>(&found->second))
    return to_string(key->entry) + "#" + *key->key;
  if (std::holds_alternative<Given>(found->second)) return "given";
  if (std::holds_alternative<Stored>(found->second)) return "stored";
  return std::holds_alternative<Generated>(found->second) ? "generated" : "admin";
}

TEST(Gen3Behaviour, B01_EmptyValuesAskForEightServicesOnTheBundledServer) {
  const Desired desired = desired_of("");

  EXPECT_EQ(services(desired),
            (std::vector<std::string>{"env/arborist", "env/audit", "env/fence", "env/indexd",
                                      "env/metadata", "env/peregrine", "env/sheepdog", "env/wts"}));
  const Claim& fence = claim_of(desired, "fence");
  EXPECT_EQ(constant(fence, Field::Database), "fence_gen3");
  EXPECT_EQ(constant(fence, Field::Username), "fence_gen3");
  EXPECT_EQ(constant(fence, Field::Port), "5432");
  EXPECT_EQ(constant(fence, Field::Host), "gen3-postgresql.ns1");
  EXPECT_EQ(places(fence), "authority kubernetes ns1/fence-dbcreds +");
}

TEST(Gen3Behaviour, B02_NamesAreChartAndReleaseWithHyphensKept) {
  EnvironmentSettings settings = one_file();
  settings.release = "gen3-bdcat";

  const Desired desired = desired_of("gen3-user-data-library: {enabled: true}", settings);

  EXPECT_EQ(constant(claim_of(desired, "gen3-user-data-library"), Field::Database),
            "gen3-user-data-library_gen3-bdcat");
}

TEST(Gen3Behaviour, B03_AnEmptyOverrideCountsAsUnset) {
  const Desired desired = desired_of(
      "fence: {postgres: {database: fdb, username: fuser}}\n"
      "indexd: {postgres: {database: '', username: null}}\n");

  EXPECT_EQ(constant(claim_of(desired, "fence"), Field::Database), "fdb");
  EXPECT_EQ(constant(claim_of(desired, "fence"), Field::Username), "fuser");
  EXPECT_EQ(constant(claim_of(desired, "indexd"), Field::Database), "indexd_gen3");
  EXPECT_EQ(constant(claim_of(desired, "indexd"), Field::Username), "indexd_gen3");
}

TEST(Gen3Behaviour, B04_TheMastersPortMovesOnlyTheAdminConnection) {
  const Desired desired = desired_of(
      "global: {dev: false, postgres: {master: {host: db, port: '6432'}}}\n"
      "indexd: {postgres: {port: '5433'}}\n");

  EXPECT_EQ(constant(claim_of(desired, "fence"), Field::Port), "5432");
  EXPECT_EQ(constant(claim_of(desired, "indexd"), Field::Port), "5433");
  EXPECT_EQ(source(admin_of(desired, "fence"), Field::Port), "6432");
}

TEST(Gen3Behaviour, B05_TheHostIsTheBundledServersTheServicesOrTheMasters) {
  const std::string service = "fence: {postgres: {host: own}}\n";

  const Desired dev = desired_of(service);
  const Desired production = desired_of(kServer + service);

  EXPECT_EQ(constant(claim_of(dev, "fence"), Field::Host), "gen3-postgresql.ns1");
  EXPECT_EQ(constant(claim_of(production, "fence"), Field::Host), "own");
  EXPECT_EQ(constant(claim_of(production, "indexd"), Field::Host), "db");
}

TEST(Gen3Behaviour, B06_TheAdminLoginIsPutTogetherVariableByVariable) {
  const Desired dev = desired_of("");
  EXPECT_EQ(source(admin_of(dev, "fence"), Field::Host), "gen3-postgresql");
  EXPECT_EQ(source(admin_of(dev, "fence"), Field::Password),
            "kubernetes ns1/gen3-postgresql#postgres-password");
  EXPECT_EQ(source(admin_of(dev, "fence"), Field::Username), "postgres");
  EXPECT_EQ(source(admin_of(dev, "fence"), Field::Port), "5432");

  const std::string master = "postgres: {externalSecret: m}";
  const Desired mixed = desired_of("global: {dev: true, " + master + "}");
  EXPECT_EQ(source(admin_of(mixed, "fence"), Field::Username), "kubernetes ns1/m#username");
  EXPECT_EQ(source(admin_of(mixed, "fence"), Field::Host), "gen3-postgresql");
  EXPECT_EQ(count(mixed, Code::MixedAdmin), 1u);

  const Desired external =
      desired_of("global: {dev: false, externalSecrets: {deploy: true}, " + master + "}");
  EXPECT_EQ(source(admin_of(external, "fence"), Field::Host), "aws m#host");
  EXPECT_EQ(source(admin_of(external, "fence"), Field::Password), "aws m#password");

  const Desired literal = desired_of(
      "global: {dev: false, postgres: {master: {host: db, username: adm, password: pw}}}\n"
      "fence: {postgres: {host: elsewhere}}");
  EXPECT_EQ(source(admin_of(literal, "fence"), Field::Host), "db");
  EXPECT_EQ(source(admin_of(literal, "fence"), Field::Username), "adm");
  EXPECT_EQ(source(admin_of(literal, "fence"), Field::Password), "given");
  ASSERT_EQ(literal.given.size(), 1u);
  EXPECT_EQ(literal.given.begin()->second.reveal(), "pw");
}

TEST(Gen3Behaviour, B07_DbCreateIsAnOr) {
  const Desired on = desired_of("fence: {postgres: {dbCreate: false}}");
  const Desired off =
      desired_of("global: {postgres: {dbCreate: false}}\nfence: {postgres: {dbCreate: true}}");

  EXPECT_TRUE(claim_of(on, "fence").create_asked);
  EXPECT_TRUE(claim_of(off, "fence").create_asked);
  EXPECT_FALSE(claim_of(off, "indexd").create_asked);
}

TEST(Gen3Behaviour, B08_FunnelFollowsTheWorkflowChart) {
  EXPECT_FALSE(has_claim(desired_of("funnel: {enabled: true}"), "funnel"));
  EXPECT_TRUE(
      has_claim(desired_of("gen3-workflow: {enabled: true}\nfunnel: {enabled: false}"), "funnel"));
  EXPECT_FALSE(has_claim(desired_of("fence: {enabled: false}"), "fence"));
  EXPECT_TRUE(has_claim(desired_of("requestor: {enabled: yes}"), "requestor"));
  EXPECT_FALSE(has_claim(desired_of("requestor: {postgres: {dbCreate: true}}"), "requestor"));
}

TEST(Gen3Behaviour, B09_AnEnabledThatIsNoBooleanMeansEnabled) {
  const Desired text = desired_of("fence:\n  enabled: \"false\"\n");
  const Desired null = desired_of("requestor:\n  enabled: null\n");
  const Desired nothing = desired_of("fence:\n");

  EXPECT_TRUE(has_claim(text, "fence"));
  EXPECT_TRUE(has_finding(text, Code::ConditionNotBoolean, "values.yaml:2:12"));
  EXPECT_TRUE(has_claim(null, "requestor"));
  EXPECT_TRUE(has_finding(null, Code::ConditionNotBoolean, "values.yaml:2:12"));
  EXPECT_TRUE(has_claim(nothing, "fence"));
  EXPECT_TRUE(has_finding(nothing, Code::ConditionNotBoolean, "values.yaml:1:1"));
}

struct Row {
  const char* d;
  const char* l;
  const char* p;
  const char* places;
};

class Modes : public ::testing::TestWithParam<Row> {};

TEST_P(Modes, B10_FollowTheTruthTable) {
  const auto& [d, l, p, wanted] = GetParam();
  const std::string flags =
      std::string("deploy: ") + d + ", createLocalK8sSecret: " + l + ", pushSecret: " + p;

  const Desired desired = desired_of("global: {environment: e, externalSecrets: {" + flags + "}}");

  EXPECT_EQ(places(claim_of(desired, "fence")), wanted);
}

constexpr const char* kLocal = "authority kubernetes ns1/fence-dbcreds +";
constexpr const char* kMirror = ", mirror kubernetes ns1/fence-dbcreds";
const std::string kPull = std::string("authority aws e-fence-creds") + kMirror;
const std::string kPush = std::string("authority aws e-fence-creds +") + kMirror;

INSTANTIATE_TEST_SUITE_P(
    Gen3Behaviour, Modes,
    ::testing::Values(Row{"0", "0", "0", kLocal}, Row{"0", "0", "1", kLocal},
                      Row{"0", "1", "0", kLocal}, Row{"0", "1", "1", kLocal},
                      Row{"1", "0", "0", kPull.c_str()}, Row{"1", "0", "1", kPush.c_str()},
                      Row{"1", "1", "0", kLocal},
                      Row{"1", "1", "1",
                          "authority aws e-fence-creds +, copy kubernetes ns1/fence-dbcreds +"}));

TEST(Gen3Behaviour, B11_APushWithoutExternalSecretsIsLocalAndSaysSo) {
  const Desired desired = desired_of("global:\n  externalSecrets:\n    pushSecret: true\n");

  EXPECT_EQ(places(claim_of(desired, "fence")), kLocal);
  EXPECT_TRUE(has_finding(desired, Code::PushIgnored, "values.yaml:3:17"));
  EXPECT_EQ(count(desired, Code::PushIgnored), 1u);
}

TEST(Gen3Behaviour, B12_TheEntrysNameIsItsOwnOrMadeOfTheEnvironment) {
  const Desired desired = desired_of(
      "global: {environment: prod, externalSecrets: {deploy: true}}\n"
      "fence: {externalSecrets: {dbcreds: team/fence}}\n"
      "indexd: {externalSecrets: {dbcreds: ''}}\n");

  EXPECT_EQ(claim_of(desired, "fence").places.at(0).entry.path, "team/fence");
  EXPECT_EQ(claim_of(desired, "indexd").places.at(0).entry.path, "prod-indexd-creds");
}

TEST(Gen3Behaviour, B13_APulledCredentialIsWhatTheEntrySays) {
  const Desired desired = desired_of(
      "global: {environment: prod, externalSecrets: {deploy: true}}\n"
      "fence: {postgres: {database: ignored}}\n");

  for (const Field field : {Field::Database, Field::Username, Field::Password, Field::Host})
    EXPECT_EQ(source(claim_of(desired, "fence").credential, field), "stored");
  EXPECT_FALSE(claim_of(desired, "fence").places.at(0).may_create());
}

TEST(Gen3Behaviour, B14_APushedEntryHasExactlySixKeys) {
  const Desired desired =
      desired_of("global: {externalSecrets: {deploy: true, pushSecret: true}}\n");

  const Place& entry = claim_of(desired, "fence").places.at(0);
  std::vector<std::string> keys;
  for (const auto& [key, slot] : entry.layout->keys) {
    keys.push_back(key);
    EXPECT_FALSE(slot.number);
  }
  EXPECT_EQ(keys, (std::vector<std::string>{"database", "dbcreated", "host", "password", "port",
                                            "username"}));
  EXPECT_EQ(std::get<std::string>(entry.layout->keys.at("dbcreated").what), "true");
  EXPECT_EQ(entry.layout->envelope, "");
}

TEST(Gen3Behaviour, B15_TheMasterSecretGivesAllFourKeys) {
  const Desired desired = desired_of(
      "global: {dev: false, externalSecrets: {deploy: true}, postgres: {externalSecret: m}}");

  const Document& admin = admin_of(desired, "fence");
  for (const auto& [field, key] : {std::pair{Field::Username, "aws m#username"},
                                   {Field::Password, "aws m#password"},
                                   {Field::Host, "aws m#host"},
                                   {Field::Port, "aws m#port"}})
    EXPECT_EQ(source(admin, field), key);
}

// Deliberately not the chart's 20 characters: 32 of the same kind, 190 bits.
TEST(Gen3Behaviour, B16_APasswordIsGivenOrDrawnOf32LettersAndDigits) {
  const Desired desired = desired_of("fence:\n  postgres:\n    password: sesame\n");

  const auto& given = std::get<Given>(claim_of(desired, "fence").credential.at(Field::Password));
  EXPECT_EQ(to_string(given.at), "values.yaml:3:15");
  EXPECT_EQ(desired.given.at(given.at).reveal(), "sesame");
  const auto& drawn =
      std::get<Generated>(claim_of(desired, "indexd").credential.at(Field::Password));
  EXPECT_EQ(drawn.length, 32);
  EXPECT_EQ(drawn.alphabet, Alphabet::AlphaNumeric);
}

TEST(Gen3Behaviour, B17_ALocalEntryIsBornWholeAndNeverFilledUp) {
  const Desired desired = desired_of("");

  EXPECT_EQ(claim_of(desired, "fence").places.at(0).birth, Birth::WholeEntry);
}

TEST(Gen3Behaviour, B18_TheReadyMarkIsAKeyOfTheSecretOrOfTheEntryThatItMirrors) {
  const Desired local = desired_of("");
  const Desired push = desired_of("global: {externalSecrets: {deploy: true, pushSecret: true}}\n");
  const Desired nobody = desired_of("global: {postgres: {dbCreate: false}}");

  ASSERT_EQ(claim_of(local, "fence").ready.size(), 1u);
  EXPECT_EQ(claim_of(local, "fence").ready.at(0).key.key, "dbcreated");
  EXPECT_EQ(claim_of(local, "fence").ready.at(0).key.entry.path, "ns1/fence-dbcreds");
  EXPECT_EQ(claim_of(local, "fence").ready.at(0).value, "true");
  EXPECT_FALSE(claim_of(local, "fence").places.at(0).layout->keys.contains("dbcreated"));
  EXPECT_FALSE(claim_of(local, "fence").ready.at(0).by_hand);
  ASSERT_EQ(claim_of(push, "fence").ready.size(), 1u);
  EXPECT_EQ(claim_of(push, "fence").ready.at(0).key.entry.path, "default-fence-creds");
  EXPECT_TRUE(claim_of(push, "fence").ready.at(0).by_hand);
  EXPECT_TRUE(claim_of(nobody, "fence").ready.empty());
}

TEST(Gen3Behaviour, NobodyIsToldOfAMarkForWhichNoPodWaits) {
  const Desired pull = desired_of(
      "global: {externalSecrets: {deploy: true}, postgres: {dbCreate: false}}\n"
      "orthanc: {enabled: true}\n");

  EXPECT_EQ(claim_of(pull, "fence").ready.size(), 1u);
  EXPECT_TRUE(claim_of(pull, "orthanc").ready.empty());
}

TEST(Gen3Behaviour, B19_TheServerEndsUpAsTheChartsJobLeavesIt) {
  const Claim claim = claim_of(desired_of(""), "fence");

  EXPECT_EQ(claim.shape->database_owner, Who::Admin);
  EXPECT_EQ(claim.shape->schema_owner, Who::Login);
  EXPECT_FALSE(claim.shape->owner_role);
  EXPECT_TRUE(claim.shape->public_connects);
  std::vector<On> on;
  for (const Grant& grant : claim.shape->per_login) {
    on.push_back(grant.on);
    EXPECT_EQ(grant.privileges, "ALL");
    EXPECT_EQ(grant.to, Who::Login);
  }
  EXPECT_EQ(on, (std::vector{On::Database, On::Schema, On::Tables, On::FutureTables}));
  EXPECT_EQ(claim.shape->extensions,
            (std::vector<Extension>{{.name = "ltree", .required = true},
                                    {.name = "vector", .required = false}}));
}

TEST(Gen3Behaviour, B20_TheSameValuesGiveTheSameClaims) {
  const std::string yaml = "global: {environment: e, externalSecrets: {deploy: true}}\n";
  const Desired one = desired_of(yaml);
  const Desired two = desired_of(yaml);

  EXPECT_EQ(services(one), services(two));
  for (const auto& [id, claim] : one.claims.claims) {
    EXPECT_EQ(claim.credential, two.claims.claims.at(id).credential);
    EXPECT_EQ(claim.places, two.claims.claims.at(id).places);
  }
  EXPECT_EQ(briefly(one.findings), briefly(two.findings));
}

TEST(Gen3Behaviour, B21_CompletionIsAllowedWhereTheDatabaseIsAskedFor) {
  EXPECT_TRUE(claim_of(desired_of(""), "fence").may_create.database);
  EXPECT_FALSE(
      claim_of(desired_of("global: {postgres: {dbCreate: false}}"), "fence").may_create.any());
}

TEST(Gen3Behaviour, B22_FilesMergeLeftToRightAndTheParentsGlobalWins) {
  EnvironmentSettings settings = one_file();
  settings.files = {"one.yaml", "two.yaml"};
  MemoryTree tree({{"one.yaml",
                    "global: {dev: false, environment: a, postgres: {master: {host: db}}}\n"
                    "fence: {postgres: {database: one, username: u}}\n"},
                   {"two.yaml",
                    "global: {environment: null, externalSecrets: {deploy: true}}\n"
                    "fence:\n"
                    "  postgres: {database: two}\n"
                    "  global: {dev: true, externalSecrets: {pushSecret: true}}\n"}});

  const Desired desired = read_environment(settings, tree);

  const Claim& fence = claim_of(desired, "fence");
  EXPECT_EQ(constant(fence, Field::Database), "two");
  EXPECT_EQ(constant(fence, Field::Username), "u");
  EXPECT_EQ(constant(fence, Field::Host), "db");
  EXPECT_EQ(fence.places.at(0).entry.path, "default-fence-creds");
  EXPECT_TRUE(fence.places.at(0).may_create());
  EXPECT_FALSE(claim_of(desired, "indexd").places.at(0).may_create());
  EXPECT_EQ(to_string(text_of(fence.credential, Field::Database)->at), "two.yaml:3:24");
  EXPECT_EQ(to_string(text_of(fence.credential, Field::Username)->at), "one.yaml:2:45");
  EXPECT_TRUE(has_finding(desired, Code::NullDiffersByHelm, "two.yaml:1:23"));
}

TEST(Gen3Behaviour, B23_DeadKeysHaveNoEffectAndAWarningEach) {
  const Desired desired = desired_of(
      "db_create: true\n"
      "global:\n"
      "  aws: {externalSecrets: {pushSecret: true}}\n"
      "  postgres:\n"
      "    dbCreate: false\n"
      "    db_create: true\n"
      "  externalSecrets: {dbCreate: true}\n"
      "fence:\n"
      "  dbCreate: true\n"
      "  pushSecret: true\n"
      "  db_create: true\n"
      "  db_restore: true\n"
      "  postgres:\n"
      "    db_create: true\n"
      "    dbRestore: true\n"
      "dicom-viewer:\n"
      "  enabled: true\n"
      "  externalSecrets: {dbcreds: x}\n"
      "access-backend: {externalSecrets: {dbcreds: x}}\n"
      "ssjdispatcher: {externalSecrets: {dbcreds: x}}\n");

  for (const char* where :
       {"values.yaml:1:1", "values.yaml:3:27", "values.yaml:6:5", "values.yaml:7:21",
        "values.yaml:9:3", "values.yaml:10:3", "values.yaml:11:3", "values.yaml:12:3",
        "values.yaml:14:5", "values.yaml:15:5"})
    EXPECT_TRUE(has_finding(desired, Code::DeadKey, where)) << where;
  EXPECT_EQ(count(desired, Code::DeadKey), 10u);
  EXPECT_EQ(count(desired, Code::NoDatabaseChart), 3u);
  EXPECT_FALSE(claim_of(desired, "fence").create_asked);
  EXPECT_EQ(places(claim_of(desired, "fence")), kLocal);
  EXPECT_FALSE(has_claim(desired, "dicom-viewer"));
}

TEST(Gen3Behaviour, B24_PeregrineStillGetsItsOwnDatabase) {
  const Desired desired = desired_of("");

  EXPECT_EQ(constant(claim_of(desired, "peregrine"), Field::Database), "peregrine_gen3");
  EXPECT_EQ(count(desired, Code::UnusedDatabase), 1u);
}

TEST(Gen3Behaviour, B25_AHostThatOnlyTheMasterSecretHasIsTakenFromThere) {
  const Desired desired = desired_of(
      "global:\n  dev: false\n  externalSecrets: {deploy: true, pushSecret: true}\n"
      "  postgres: {externalSecret: master}\n");
  const Desired nowhere = desired_of("global: {dev: false}");

  const Claim& fence = claim_of(desired, "fence");
  EXPECT_EQ(std::get<FromAdmin>(fence.credential.at(Field::Host)).field, Field::Host);
  EXPECT_FALSE(fence.blocked);
  EXPECT_EQ(count(desired, Code::NoHost), 1u);
  EXPECT_TRUE(claim_of(nowhere, "fence").blocked);
  EXPECT_EQ(count(nowhere, Code::HelmRefuses), 1u);
}

struct Leak {
  const char* name;
  const char* yaml;
  const char* everywhere;  ///< The host of every credential and of the admin, "" for none.
};

class Leaks : public ::testing::TestWithParam<Leak> {};

TEST_P(Leaks, B26_WhatAChartSaysOfTheMasterReachesAllWhereTheParentSaysNothing) {
  const Desired desired = desired_of(std::string("global: {dev: false}\n") + GetParam().yaml);

  for (const auto& [id, claim] : desired.claims.claims) {
    EXPECT_EQ(source(claim.credential, Field::Host), GetParam().everywhere) << id.str();
    EXPECT_EQ(source(desired.claims.servers.at(claim.server).admin, Field::Host),
              GetParam().everywhere)
        << id.str();
    EXPECT_EQ(claim.blocked, std::string_view(GetParam().everywhere).empty()) << id.str();
  }
}

INSTANTIATE_TEST_SUITE_P(
    Gen3Behaviour, Leaks,
    ::testing::Values(
        Leak{"OneChart", "fence: {global: {postgres: {master: {host: f}}}}", "f"},
        Leak{"TheLast", "wts: {global: {postgres: {master: {host: w}}}}", "w"},
        Leak{"TheFirstOfTwo",
             "fence: {global: {postgres: {master: {host: f}}}}\n"
             "wts: {global: {postgres: {master: {host: w}}}}",
             "f"},
        Leak{"ANullInBetween",
             "fence: {global: {postgres: {master: {host: f}}}}\n"
             "wts: {global: {postgres: {master: null}}}",
             "f"},
        // The umbrella's own null still stands when its turn comes.
        Leak{"NotTheFirstChart", "arborist: {global: {postgres: {master: {host: a}}}}", ""},
        Leak{"NoDatabase",
             "gen3-workflow: {enabled: true}\n"
             "guppy: {enabled: true, global: {postgres: {master: {host: g}}}}",
             "g"},
        Leak{"SwitchedOff", "fence: {enabled: false, global: {postgres: {master: {host: f}}}}", ""},
        Leak{"SwitchedOffByDefault", "requestor: {global: {postgres: {master: {host: r}}}}", ""},
        Leak{"Unknown", "x: {global: {postgres: {master: {host: x}}}}", ""},
        Leak{"FunnelsDefaultUnderTheUmbrellasNull", "gen3-workflow: {enabled: true}", ""},
        Leak{"FunnelsDefault",
             "gen3-workflow: {enabled: true}\nfunnel: {global: {postgres: {master: null}}}",
             "test"}),
    [](const auto& leak) { return leak.param.name; });

TEST(Gen3Behaviour, B26_TheParentWinsAndItsWrittenNullLetsTheFirstChartIn) {
  const Desired parent = desired_of(
      std::string(kServer) + "fence: {global: {postgres: {master: {host: f, password: p}}}}\n");
  const Desired null = desired_of(
      "global: {dev: false, postgres: {master: {host: null}}}\n"
      "arborist: {global: {postgres: {master: {host: a}}}}\n");

  EXPECT_EQ(constant(claim_of(parent, "fence"), Field::Host), "db");
  EXPECT_EQ(constant(claim_of(parent, "indexd"), Field::Host), "db");
  EXPECT_EQ(source(admin_of(parent, "indexd"), Field::Password), "given");
  EXPECT_EQ(constant(claim_of(null, "wts"), Field::Host), "a");
}

TEST(Gen3Behaviour, B26_ThePasswordAndWhatTheParentLacksReachTheAdminOfAll) {
  const Desired desired =
      desired_of(std::string(kServer) +
                 "fence: {global: {postgres: {master: {password: p, username: u, port: '1'}}}}\n");

  const Document& admin = admin_of(desired, "wts");
  EXPECT_EQ(source(admin, Field::Password), "given");
  EXPECT_EQ(source(admin, Field::Username), "postgres");
  EXPECT_EQ(source(admin, Field::Port), "5432");
}

}  // namespace
}  // namespace pgberth::testing
