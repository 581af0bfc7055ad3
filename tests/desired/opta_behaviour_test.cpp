// The numbered behaviours of the dialect as far as files become claims; tests of 6, 8 and 9 that
// need a pass are in opta_pass_test.cpp. Traps are named T1 to T10.

#include <gtest/gtest.h>

#include "tests/support/opta_values.h"

namespace pgberth::testing {
namespace {

using Keys = std::vector<std::string>;

constexpr const char* kAll = "\"app.db\": {host: db.example.internal, password: {file: secret}}";

/// A service `web` with `links`, written below `links:`, and two databases.
std::string app(const std::string& links) {
  return "name: app\n"
         "org_name: example\n"
         "providers: {aws: {region: us-east-1}}\n"
         "modules:\n"
         "  - type: k8s-service\n"
         "    name: web\n"
         "    links:\n" +
         links +
         "  - {name: db, type: postgres}\n"
         "  - {name: other, type: aws-postgres}\n"
         "  - {name: cache, type: redis}\n"
         "  - {name: documents, type: aws-documentdb}\n";
}

std::string module_file(const std::string& module) {
  return "name: app\n"
         "providers: {aws: {region: us-east-1}}\n"
         "modules:\n"
         "  - {type: k8s-service, name: web, links: [db]}\n"
         "  - {name: db, " +
         module + "}\n";
}

std::string options_for(const std::string& modules) {
  return "modules: {" + modules + "}\n";
}

const Claim& only_claim(const Desired& desired) {
  EXPECT_EQ(desired.claims.claims.size(), 1u);
  if (desired.claims.claims.empty()) throw std::runtime_error("no claim");
  return desired.claims.claims.begin()->second;
}

bool blocked_all(const Desired& desired) {
  for (const auto& [id, claim] : desired.claims.claims)
    if (!claim.blocked) return false;
  return true;
}

const Finding& first(const Desired& desired, Code code) {
  for (const Finding& finding : desired.findings)
    if (finding.code == code) return finding;
  throw std::runtime_error("no such finding:\n" + listing(desired));
}

// 1 and T1: the module's name and the field, so `db_` may stand twice.
TEST(OptaBehaviour, B1_ALinkGivesFourKeysNamedAfterTheModule) {
  const Desired desired = opta_file(app("      - db\n"));

  const Claim& claim = only_claim(desired);
  EXPECT_EQ(claim.id.str(), "prod/app/web/db");
  EXPECT_EQ(keys_of(claim), (Keys{"db_db_host", "db_db_name", "db_db_password", "db_db_user"}));
  EXPECT_EQ(to_string(authority_of(claim)->entry), "kubernetes app/secret");
  EXPECT_EQ(constant(claim, Field::Database), "app");
  EXPECT_EQ(constant(claim, Field::Username), "postgres");
  EXPECT_FALSE(has_error(desired.findings));
}

TEST(OptaBehaviour, B1_AModuleCalledRdsGivesKeysThatBeginWithRds) {
  const Desired desired = opta_file(
      "name: app\nproviders: {aws: {}}\nmodules:\n"
      "  - {type: k8s-service, links: [rds]}\n  - {type: postgres, name: rds}\n");

  EXPECT_EQ(keys_of(only_claim(desired)),
            (Keys{"rds_db_host", "rds_db_name", "rds_db_password", "rds_db_user"}));
}

TEST(OptaBehaviour, B1_AModuleWithoutANameIsCalledAsItsTypeWithoutHyphens) {
  const Desired desired = opta_file(
      "name: app\nproviders: {aws: {}}\nmodules:\n"
      "  - {type: k8s-service, links: [awspostgres]}\n  - {type: aws-postgres}\n");

  EXPECT_EQ(only_claim(desired).id.str(), "prod/app/k8sservice/awspostgres");
}

// 2 and T9: in any order, at any indentation.
TEST(OptaBehaviour, B2_ARenamingOfAllFourFieldsGivesOnlyTheNewNames) {
  const Desired deep =
      opta_file(app("      - db:\n          - db_user: PGUSER\n            db_host: PGHOST\n"
                    "            db_name: PGDATABASE\n            db_password: PGPASSWORD\n"));
  const Desired flat = opta_file(
      app("      - db:\n        - db_password: PGPASSWORD\n          db_name: PGDATABASE\n"
          "          db_host: PGHOST\n          db_user: PGUSER\n"));

  for (const Desired* desired : {&deep, &flat}) {
    EXPECT_EQ(keys_of(only_claim(*desired)),
              (Keys{"PGDATABASE", "PGHOST", "PGPASSWORD", "PGUSER"}));
    EXPECT_EQ(key_of(authority_of(only_claim(*desired))->layout, Field::Username), "PGUSER");
    EXPECT_FALSE(has_error(desired->findings));
  }
}

struct BadLink {
  const char* name;
  const char* link;
  Code code = Code::LinkRefused;
  bool lists_fields = true;
};

std::ostream& operator<<(std::ostream& out, const BadLink& bad) {
  return out << bad.name;
}

class OptaBadLink : public ::testing::TestWithParam<BadLink> {};

// 3 and 4: nothing of the service is written, its good link neither; other services go on.
TEST_P(OptaBadLink, IsRefusedWithAllThatItsServiceAsksFor) {
  const std::string file =
      app("      - other\n      - " + std::string(GetParam().link) + "\n") +
      "  - {type: aws-k8s-service, name: fine, links: [db: [{db_user: A, db_host: B, db_name: C, "
      "db_password: D}]]}\n";

  const Desired desired = opta_file(file);

  const Finding& finding = first(desired, GetParam().code);
  EXPECT_GT(finding.where.line, 0);
  if (GetParam().lists_fields) {
    for (const char* field : {"db_user", "db_host", "db_name", "db_password"})
      EXPECT_NE((finding.what + finding.hint).find(field), std::string::npos) << finding.what;
  }
  for (const auto& [id, claim] : desired.claims.claims) {
    const bool fine = claim.services.contains(ServiceName{"app/fine"});
    EXPECT_EQ(claim.blocked, !fine) << listing(desired);
  }
  EXPECT_GE(desired.claims.claims.size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(
    Opta, OptaBadLink,
    ::testing::Values(
        BadLink{"B3_LacksAField", "db: [{db_user: A, db_host: B, db_name: C}]"},
        BadLink{"B3_EmptyMap", "db: [{}]"},
        BadLink{"B3_ExtraField",
                "db: [{db_user: A, db_host: B, db_name: C, db_password: D, db_port: E}]"},
        BadLink{"B3_OtherFieldInstead",
                "db: [{db_user: A, db_host: B, db_name: C, db_passwort: D}]"},
        BadLink{"B3_NumberAsAlias", "db: [{db_user: 5, db_host: B, db_name: C, db_password: D}]"},
        BadLink{"B3_T2_BooleanAsAlias",
                "db: [{db_user: on, db_host: B, db_name: C, db_password: D}]"},
        BadLink{"B3_T2_NullAsAlias", "db: [{db_user: ~, db_host: B, db_name: C, db_password: D}]"},
        BadLink{"B3_ListAsAlias", "db: [{db_user: [A], db_host: B, db_name: C, db_password: D}]"},
        BadLink{"B3_SameAliasTwice", "db: [{db_user: A, db_host: A, db_name: C, db_password: D}]"},
        BadLink{"B3_EmptyAlias", "db: [{db_user: '', db_host: B, db_name: C, db_password: D}]"},
        BadLink{"B3_AliasThatIsNoKey",
                "db: [{db_user: 'a/../b', db_host: B, db_name: C, db_password: D}]"},
        BadLink{"B4_Null", "db:"}, BadLink{"B4_BareText", "db: write"},
        BadLink{"B4_BareMap", "db: {db_user: A, db_host: B, db_name: C, db_password: D}"},
        BadLink{"B4_Permission", "db: [write]"},
        BadLink{"B4_PermissionAndMap",
                "db: [write, {db_user: A, db_host: B, db_name: C, db_password: D}]"},
        BadLink{"B4_MapAndPermission",
                "db: [{db_user: A, db_host: B, db_name: C, db_password: D}, write]"},
        BadLink{"B4_NullInTheList", "db: [~]"}, BadLink{"B4_ListInTheList", "db: [[db_user]]"},
        BadLink{"B4_TwoKeys", "{db: [], cache: []}"}, BadLink{"B4_NoKey", "{}"},
        BadLink{"B4_Number", "5"}, BadLink{"B4_Boolean", "on"}, BadLink{"B4_NullItem", "~"},
        BadLink{"B4_ListItem", "[db]"}, BadLink{"B4_UnknownModule", "nowhere"},
        BadLink{"B10_PlaceholderAsAlias",
                "db: [{db_user: '{vars.u}', db_host: B, db_name: C, db_password: D}]",
                Code::Unresolved, false},
        BadLink{"B10_PlaceholderAsLink", "'${{module.db.name}}'", Code::Unresolved, false}),
    [](const auto& each) { return each.param.name; });

TEST(OptaBehaviour, B4_TextEmptyListAndListWithAMapAreAccepted) {
  for (const char* link :
       {"- db", "- db: []", "- db: [{db_user: A, db_host: B, db_name: C, db_password: D}]"}) {
    const Desired desired = opta_file(app("      " + std::string(link) + "\n"));
    EXPECT_TRUE(desired.findings.size() == 1 && desired.findings[0].code == Code::UnusedDatabase)
        << listing(desired);
    EXPECT_FALSE(only_claim(desired).blocked);
  }
}

TEST(OptaBehaviour, B4_LinksThatAreNoListAreRefused) {
  for (const char* links : {"{db: [], cache: [x]}", "db", "~", "5"}) {
    const Desired desired =
        opta_file("name: app\nproviders: {aws: {}}\nmodules:\n  - {type: k8s-service, links: " +
                  std::string(links) + "}\n  - {type: postgres, name: db}\n");
    EXPECT_EQ(count(desired, Code::LinkRefused), 1u) << links;
    EXPECT_TRUE(desired.claims.claims.empty());
  }
}

// 5
TEST(OptaBehaviour, B5_TwoDatabasesUnderNamesOfTheirOwnGiveEightKeys) {
  const Desired desired = opta_file(
      app("      - db: [{db_user: PGUSER, db_host: PGHOST, db_name: PGDATABASE, db_password: "
          "PGPASSWORD}]\n      - other: [{db_user: I_PGUSER, db_host: I_PGHOST, db_name: "
          "I_PGDATABASE, db_password: I_PGPASSWORD}]\n"));

  ASSERT_EQ(desired.claims.claims.size(), 2u);
  std::set<std::string> keys;
  for (const auto& [id, claim] : desired.claims.claims) {
    EXPECT_EQ(to_string(authority_of(claim)->entry), "kubernetes app/secret");
    for (const std::string& key : keys_of(claim)) keys.insert(key);
  }
  EXPECT_EQ(keys.size(), 8u);
  EXPECT_TRUE(desired.findings.empty()) << listing(desired);
}

TEST(OptaBehaviour, B5_EqualNamesOfTwoLinksAreAnErrorOfBothLines) {
  const Desired desired =
      opta_file(app("      - db: [{db_user: U, db_host: H, db_name: N, db_password: P}]\n"
                    "      - other: [{db_user: V, db_host: H, db_name: M, db_password: Q}]\n"));

  const Finding& finding = first(desired, Code::ClaimsDisagree);
  EXPECT_EQ(finding.claims.size(), 2u);
  EXPECT_EQ(to_string(finding.where), "app.yaml:9:9");
  ASSERT_EQ(finding.also.size(), 1u);
  EXPECT_EQ(to_string(finding.also[0]), "app.yaml:8:9");
  EXPECT_TRUE(blocked_all(desired));
}

TEST(OptaBehaviour, B5_ALinkThatStandsTwiceIsSaidAndAskedForOnce) {
  const Desired desired = opta_file(app("      - db\n      - db: []\n"));

  EXPECT_FALSE(only_claim(desired).blocked);
  EXPECT_EQ(count(desired, Code::DuplicateKey), 1u);
}

TEST(OptaBehaviour, B5_OneDatabaseLinkedPlainlyAndRenamedGivesBothSets) {
  const Desired desired = opta_file(
      app("      - db\n      - db: [{db_user: U, db_host: H, db_name: N, db_password: P}]\n"));

  ASSERT_EQ(desired.claims.claims.size(), 2u);
  EXPECT_TRUE(desired.claims.claims.contains(ClaimId{"prod/app/web/db"}));
  EXPECT_TRUE(desired.claims.claims.contains(ClaimId{"prod/app/web/db/2"}));
  EXPECT_FALSE(has_error(desired.findings));
}

TEST(OptaBehaviour, B5_ServicesOfOneFileThatAskForTheSameShareTheClaim) {
  const Desired desired = opta_file(app("      - db\n") +
                                    "  - {type: aws-k8s-service, name: worker, links: [db: []]}\n");

  EXPECT_EQ(only_claim(desired).services.size(), 2u);
  EXPECT_FALSE(has_error(desired.findings));
}

// 6
TEST(OptaBehaviour, B6_ARestoredInstanceWaitsForTheOriginalCredentialsAndKeepsItsHost) {
  const Desired desired =
      opta_file(module_file("type: postgres, restore_from_snapshot: 'arn:snap'"),
                options_for("app.db: {host: db.example.internal}"));

  const Claim& claim = only_claim(desired);
  EXPECT_EQ(constant(claim, Field::Host), "db.example.internal");
  EXPECT_EQ(constant(claim, Field::Username), "-");
  EXPECT_EQ(constant(claim, Field::Database), "-");
  EXPECT_FALSE(claim.may_create.any());
  EXPECT_FALSE(claim.create_asked);
  const Finding& finding = first(desired, Code::Sentinel);
  EXPECT_NE(finding.what.find("UNKNOWN_SEE_ORIGINAL_DB"), std::string::npos);
  EXPECT_EQ(to_string(finding.where), "app.yaml:5:55");
}

TEST(OptaBehaviour, B6_TheOperatorMayKnowTheOriginalCredentials) {
  const Desired desired = opta_file(
      module_file("type: postgres, restore_from_snapshot: 'arn:snap'"),
      options_for("app.db: {host: h, database: old, username: owner, password: {file: f}}"));

  const Claim& claim = only_claim(desired);
  EXPECT_EQ(constant(claim, Field::Database), "old");
  EXPECT_TRUE(std::holds_alternative<Given>(claim.credential.at(Field::Password)));
  EXPECT_EQ(claim.places.at(1).birth, Birth::MissingKeys);
  EXPECT_TRUE(desired.findings.empty()) << listing(desired);
}

TEST(OptaBehaviour, B6_HalfOfTheOriginalCredentialsIsAnError) {
  const Desired desired =
      opta_file(module_file("type: postgres, restore_from_snapshot: 'arn:snap'"),
                options_for("app.db: {host: h, password: {file: f}}"));

  EXPECT_EQ(count(desired, Code::HalfSection), 1u);
  EXPECT_TRUE(only_claim(desired).blocked);
}

TEST(OptaBehaviour, B6_WhatCannotBeUnderstoodStillCountsAsRestored) {
  for (const char* snapshot : {"''", "5", "[a]", "'{vars.nobody}'", "false"}) {
    const Desired desired = opta_file(
        module_file("type: postgres, restore_from_snapshot: " + std::string(snapshot)), "");
    EXPECT_EQ(count(desired, Code::Sentinel), 1u) << snapshot;
    EXPECT_EQ(constant(only_claim(desired), Field::Username), "-") << snapshot;
  }
}

// 7
TEST(OptaBehaviour, B7_AJoinedInstanceWaitsForThePrimarysCredentials) {
  const Desired desired =
      opta_file(module_file("type: postgres, existing_global_database_id: global"),
                options_for("app.db: {host: reader.example.internal}"));

  EXPECT_NE(first(desired, Code::Sentinel).what.find("UNKNOWN_SEE_PRIMARY_DB"), std::string::npos);
  EXPECT_EQ(constant(only_claim(desired), Field::Host), "reader.example.internal");
  EXPECT_FALSE(only_claim(desired).may_create.any());
}

TEST(OptaBehaviour, B7_AJoinedInstanceCannotAlsoBeNamedFirstOrRestored) {
  for (const char* other :
       {"database_name: mine", "create_global_database: true", "restore_from_snapshot: arn"}) {
    const Desired desired = opta_file(
        module_file("type: postgres, existing_global_database_id: global, " + std::string(other)));
    EXPECT_EQ(count(desired, Code::ClaimsDisagree), 1u) << other;
    EXPECT_TRUE(only_claim(desired).blocked) << other;
  }
  const Desired desired = opta_file(
      module_file("type: postgres, existing_global_database_id: g, create_global_database: false, "
                  "database_name: ~"));
  EXPECT_EQ(count(desired, Code::ClaimsDisagree), 0u);
}

// 9
TEST(OptaBehaviour, B9_ManualSecretsIsAnOverrideWithTheSameKeys) {
  const Desired desired = opta_file(app("      - db\n"));

  const Place& place = only_claim(desired).places.at(1);
  EXPECT_EQ(place.part, Part::Override);
  EXPECT_EQ(to_string(place.entry), "kubernetes app/manual-secrets");
  EXPECT_EQ(place.birth, Birth::MustExist);
  EXPECT_EQ(*place.layout, *authority_of(only_claim(desired))->layout);
}

TEST(OptaBehaviour, B9_EnvVarsThatHideALinkedVariableAreTold) {
  for (const char* variables : {"[{name: db_db_user, value: x}]", "{db_db_user: x}"}) {
    const Desired desired = opta_file(
        "name: app\nproviders: {aws: {}}\nmodules:\n  - {type: k8s-service, links: [db], "
        "env_vars: " +
        std::string(variables) + "}\n  - {type: postgres, name: db}\n");
    EXPECT_EQ(count(desired, Code::DeadKey), 1u) << listing(desired);
  }
}

constexpr const char* kTwoEnvironments =
    "name: app\n"
    "environments:\n"
    "  - {name: staging, path: ../env/staging.yaml, variables: {size: 1}, vars: {db: s}}\n"
    "  - {name: production, path: ../env/production.yaml, vars: {db: p}}\n"
    "input_variables:\n"
    "  - {name: tail, default: end}\n"
    "modules:\n"
    "  - {type: k8s-service, name: web, links: [db]}\n"
    "  - {name: db, type: postgres, database_name: "
    "'{vars.db}_{env}_{layer_name}_{variables.tail}'}\n";

Desired of_environment(const std::string& name, const std::string& options) {
  return opta({.files = {{"services/app.yaml", kTwoEnvironments},
                         {"env/staging.yaml", "name: s-env\norg_name: o\nproviders: {aws: {}}\n"},
                         {"env/production.yaml",
                          "name: p-env\norg_name: o\nproviders: {google: {}}\nmodules: []\n"}},
               .options = options,
               .name = name});
}

// 10
TEST(OptaBehaviour, B10_OneFileGivesEachEnvironmentASetOfItsOwn) {
  const Desired staging = of_environment("one", "environment: staging\n");
  const Desired production = of_environment("production", "");

  EXPECT_EQ(only_claim(staging).id.str(), "one/app/web/db");
  EXPECT_EQ(constant(only_claim(staging), Field::Database), "s_s-env_app_end");
  EXPECT_EQ(only_claim(production).id.str(), "production/app/web/db");
  EXPECT_TRUE(only_claim(production).selected);
  EXPECT_EQ(constant(only_claim(production), Field::Database), "-");  // On that cloud it is drawn.
  EXPECT_FALSE(has_error(staging.findings));
}

TEST(OptaBehaviour, B10_TheOperatorsVarsWin) {
  const Desired desired =
      of_environment("one", "environment: staging\nvars: {db: mine, tail: t2}\n");

  EXPECT_EQ(constant(only_claim(desired), Field::Database), "mine_s-env_app_t2");
}

TEST(OptaBehaviour, B10_AnEnvironmentThatNobodyChoosesIsAnError) {
  const Desired desired = of_environment("neither", "");

  EXPECT_EQ(count(desired, Code::BadSettings), 1u);
  EXPECT_TRUE(only_claim(desired).blocked);
}

TEST(OptaBehaviour, B10_AFileForOtherEnvironmentsIsListedAndNotSelected) {
  const Desired desired = of_environment("one", "environment: development\n");

  EXPECT_FALSE(only_claim(desired).selected);
  EXPECT_EQ(count(desired, Code::SwitchedOff), 1u);
  EXPECT_FALSE(has_error(desired.findings));
}

TEST(OptaBehaviour, B10_WhatIsWrongInAFileForOtherEnvironmentsIsNotToldHere) {
  const Desired desired = opta_file(
      "name: app\nenvironments: [{name: production, path: e.yaml}]\nmodules:\n"
      "  - {type: k8s-service, links: [db, nowhere]}\n  - {type: '{vars.x}', name: other}\n"
      "  - {type: aws-postgres, name: db, database_name: '{vars.y}'}\n",
      "environment: staging\n");

  EXPECT_FALSE(only_claim(desired).selected);
  EXPECT_EQ(briefly(desired.findings), (Keys{"N218 app.yaml:1:7"}));
}

// 10, T6 and T8
TEST(OptaBehaviour, B10_APlaceholderIsNeverTakenAsItIs) {
  for (const char* name :
       {"{vars.x}", "{variables.x}", "{parent.domain}", "{aws.region}", "{module.db.name}",
        "${{module.x.db_name}}", "${x}", "<<name::string::A name>>", "<name::string::A name>>",
        "{{ project }}", "{", "a}b", "{vars.nested}", "{vars.list}"}) {
    const Desired desired =
        opta_file(module_file("type: postgres, database_name: '" + std::string(name) + "'"),
                  "vars: {nested: '{vars.x}'}\n");
    EXPECT_EQ(count(desired, Code::Unresolved), 1u) << name;
    EXPECT_EQ(constant(only_claim(desired), Field::Database), "-") << name;
    EXPECT_TRUE(only_claim(desired).blocked) << name;
  }
}

TEST(OptaBehaviour, B10_TheOperatorMaySayWhatTheParentGives) {
  const Desired desired = opta_file(module_file("type: postgres, database_name: '{parent.team}_x'"),
                                    "parent: {team: blue}\n");

  EXPECT_EQ(constant(only_claim(desired), Field::Database), "blue_x");
}

TEST(OptaBehaviour, B10_AnEnvironmentTakenByItsNameInTheListIsSaid) {
  const Desired desired = opta_file(
      "name: app\nenvironments: [{name: dev, path: elsewhere.yaml}]\nmodules:\n"
      "  - {type: k8s-service, links: [db]}\n"
      "  - {type: aws-postgres, name: db, database_name: '{env}_db'}\n");

  EXPECT_EQ(constant(only_claim(desired), Field::Database), "dev_db");
  EXPECT_EQ(count(desired, Code::NotCanonical), 1u);
}

TEST(OptaTrap, T2_WordsThatAreTextToOptaAreText) {
  const Desired desired =
      opta_file(app("      - db: [{db_user: y, db_host: N, db_name: 'on', db_password: \"5\"}]\n"));

  EXPECT_EQ(keys_of(only_claim(desired)), (Keys{"5", "N", "on", "y"}));
  EXPECT_FALSE(has_error(desired.findings));
}

TEST(OptaTrap, T3_ADatabaseNameThatIsANumberIsRefused) {
  const Desired desired = opta_file(module_file("type: postgres, database_name: 12.4"));

  EXPECT_EQ(count(desired, Code::WrongType), 1u);
  EXPECT_TRUE(only_claim(desired).blocked);
}

TEST(OptaTrap, T3_AnEngineVersionIsNoneOfOurBusiness) {
  EXPECT_FALSE(has_error(opta_file(module_file("type: postgres, engine_version: 12.4")).findings));
}

// T4 and T10
TEST(OptaTrap, T4_PostgresMeansWhatTheProvidersSay) {
  const auto on = [](const std::string& provider) {
    return opta_file("name: app\nproviders: {" + provider +
                     ": {}}\nmodules:\n  - {type: k8s-service, links: [db]}\n"
                     "  - {type: postgres, name: db}\n");
  };
  EXPECT_EQ(constant(only_claim(on("aws")), Field::Database), "app");
  EXPECT_EQ(constant(only_claim(on("google")), Field::Database), "-");
  EXPECT_EQ(constant(only_claim(on("azurerm")), Field::Database), "main");
  EXPECT_EQ(constant(only_claim(on("azurerm")), Field::Username), "-");
  EXPECT_EQ(constant(only_claim(on("local")), Field::Database), "appdb");
  EXPECT_EQ(count(on("helm"), Code::NotCanonical), 1u);
}

TEST(OptaTrap, T4_OtherModulesOfTheFileMaySayIt) {
  const Desired desired = opta_file(
      "name: app\nenvironments: [{name: a, path: e.yaml}]\nmodules:\n"
      "  - {type: gcp-k8s-service, links: [db]}\n  - {type: postgres, name: db}\n");

  EXPECT_EQ(constant(only_claim(desired), Field::Database), "-");
  EXPECT_TRUE(desired.findings.empty()) << listing(desired);
}

TEST(OptaTrap, T4_TheOptionSaysItWhereNoFileDoes) {
  const std::string file =
      "name: app\nenvironments: [{name: a, path: 'git@h.example:r.git//e.yaml?ref=main'}]\n"
      "modules:\n  - {type: k8s-service, links: [db]}\n  - {type: postgres, name: db}\n";

  EXPECT_EQ(constant(only_claim(opta_file(file, "cloud: azure\n")), Field::Database), "main");
  EXPECT_EQ(count(opta_file(file), Code::NotCanonical), 1u);
  EXPECT_EQ(count(opta_file(module_file("type: postgres"), "cloud: gcp\n"), Code::BadSettings), 1u);
}

TEST(OptaTrap, T5_LinksToOtherKindsOfModulesAreLeftAlone) {
  const Desired desired = opta_file(
      app("      - cache: [{cache_host: H, cache_auth_token: T}]\n"
          "      - documents: [{db_user: U, db_host: H, db_password: P}]\n      - cache: [write]\n"
          "      - {cache: ~, documents: x}\n      - cache\n"));

  EXPECT_TRUE(desired.claims.claims.empty());
  EXPECT_FALSE(has_error(desired.findings)) << listing(desired);
}

TEST(OptaTrap, T6_FilesThatAreNoOptaFilesOrOldOnesAreNamedAndNotRead) {
  for (const char* text : {"", "commonAnnotations: {a: b}\n", "modules: []\n",
                           "meta: {name: a}\nmodules: {db: {type: aws-rds}}\n",
                           "name: a\nmodules:\n  - Db: {type: aws-rds}\n"}) {
    const Desired desired = opta_file(text);
    EXPECT_EQ(count(desired, Code::NotValues), 1u) << text;
    EXPECT_TRUE(desired.claims.claims.empty());
  }
}

TEST(OptaTrap, T6_ATypeThatOnlyLooksLikePostgresIsSaid) {
  const Desired desired = opta_file(module_file("type: aws-postgresql"));

  EXPECT_TRUE(desired.claims.claims.empty());
  EXPECT_EQ(count(desired, Code::NotCanonical), 1u);
}

TEST(OptaTrap, T6_TwoFilesOfOneNameDoNotMixTheirDatabases) {
  const Desired desired = opta({.files = {{"a.yaml", module_file("type: postgres")},
                                          {"b.yaml", module_file("type: postgres")}}});

  EXPECT_EQ(desired.claims.claims.size(), 2u);
  EXPECT_GE(count(desired, Code::ClaimsDisagree), 1u);
  EXPECT_TRUE(blocked_all(desired));
}

TEST(OptaTrap, T6_ABrokenFileTakesOnlyItsOwnClaims) {
  const Desired desired = opta(
      {.files = {{"a.yaml", module_file("type: postgres")}, {"b.yaml", "name: b\nmodules: [\n"}}});

  EXPECT_FALSE(only_claim(desired).blocked);
  EXPECT_EQ(count(desired, Code::YamlSyntax), 1u);
}

TEST(OptaTrap, T7_ASingleFileMayHaveTheEnvironmentAndItsServices) {
  const Desired desired = opta_file(app("      - db\n"), "environment: staging\n");

  EXPECT_TRUE(only_claim(desired).selected);
}

// Names of files become namespaces and paths: whoever writes values is not trusted.
TEST(OptaTrust, ANameThatIsNoNamespaceGivesNoEntry) {
  for (const char* name : {"../other", "a/b", "kube system", "App", "-a", "'\\e[31m'", "''"}) {
    const Desired desired = opta_file("name: " + std::string(name) +
                                      "\nproviders: {aws: {}}\nmodules:\n"
                                      "  - {type: k8s-service, links: [db]}\n"
                                      "  - {type: postgres, name: db}\n");
    EXPECT_TRUE(desired.claims.claims.empty()) << name;
    EXPECT_TRUE(has_error(desired.findings)) << name;
  }
}

TEST(OptaTrust, NamesOfModulesAreLettersAndDigits) {
  const Desired desired = opta_file(
      "name: app\nproviders: {aws: {}}\nmodules:\n  - {type: k8s-service, links: [../db]}\n"
      "  - {type: postgres, name: ../db}\n");

  EXPECT_TRUE(desired.claims.claims.empty());
  EXPECT_EQ(count(desired, Code::NameInvalid), 1u);
  EXPECT_EQ(count(desired, Code::LinkRefused), 1u);
}

TEST(OptaTrust, FilesThatValuesNameAreNeverOpened) {
  class Watched final : public Tree {
   public:
    Result<std::string> read(const std::string& path, std::size_t) override {
      read_.push_back(path);
      return std::string(
          "name: app\nenvironments: [{name: a, path: ../../etc/passwd}, {name: b, path: "
          "/etc/x}]\n");
    }
    Result<std::vector<std::string>> files(const std::string&) override {
      return std::vector<std::string>{};
    }
    std::vector<std::string> read_{};
  };
  Watched tree;

  const Desired desired = read_environment(
      {.name = EnvironmentName{"a"}, .dialect = "opta", .files = {"x/app.yaml"}}, tree);

  EXPECT_EQ(tree.read_, (std::vector<std::string>{"x/app.yaml"}));
}

TEST(OptaOptions, AreCheckedAtTheirPlaces) {
  const auto bad = [](const std::string& options) {
    const Desired desired = opta_file(app("      - db\n"), options);
    return count(desired, Code::BadSettings);
  };
  EXPECT_EQ(bad(options_for(kAll)), 0u);
  EXPECT_EQ(bad("colour: blue\n"), 1u);
  EXPECT_EQ(bad("environment: [a]\n"), 1u);
  EXPECT_EQ(bad("cloud: moon\n"), 1u);
  EXPECT_EQ(bad("vars: [a]\n"), 1u);
  EXPECT_EQ(bad("vars: {a: [b]}\n"), 1u);
  EXPECT_EQ(bad("modules: {app.db: {port: 70000}}\n"), 1u);
  EXPECT_EQ(bad("modules: {app.db: {host: 'a b'}}\n"), 1u);
  EXPECT_EQ(bad("modules: {app.db: {hosts: a}}\n"), 1u);
  EXPECT_EQ(bad("modules: {app.nowhere: {host: a}}\n"), 1u);
  EXPECT_EQ(bad("modules: {app.db: {password: {file: a, variable: b}}}\n"), 1u);
  EXPECT_EQ(bad("modules: {app.db: {password: {store: moon, path: a, key: b}}}\n"), 1u);
  EXPECT_EQ(bad("modules: {app.db: 5}\n"), 1u);
}

TEST(OptaOptions, APasswordInTheOpenIsRefusedWithoutBeingShown) {
  const Desired desired =
      opta_file(app("      - db\n"), "modules: {app.db: {password: hunter2}}\n");

  EXPECT_EQ(count(desired, Code::BadSettings), 1u);
  EXPECT_EQ(listing(desired).find("hunter2"), std::string::npos);
}

TEST(OptaOptions, APasswordMayBeInAnEntry) {
  const Desired desired =
      opta_file(app("      - db\n"),
                "modules: {app.db: {host: h, password: {store: 'vault:main', path: p, key: k}}}\n");

  const auto& key = std::get<KeyRef>(only_claim(desired).credential.at(Field::Password));
  EXPECT_EQ(to_string(key.entry), "vault:main p");
  EXPECT_EQ(*key.key, "k");
}

TEST(OptaOptions, ADatabaseThatValuesCallOtherwiseIsAnError) {
  const Desired desired = opta_file(module_file("type: postgres, database_name: mine"),
                                    "modules: {app.db: {database: yours}}\n");

  EXPECT_EQ(count(desired, Code::BadSettings), 1u);
  EXPECT_TRUE(only_claim(desired).blocked);
}

TEST(OptaFiles, OfAFolderAreFoundWhenNoneIsListed) {
  MemoryTree tree({{"apps/a.yaml", module_file("type: postgres")},
                   {"apps/b.yml", "name: b\norg_name: o\n"},
                   {"apps/README.md", "- not: yaml: at all\n"},
                   {"other/c.yaml", module_file("type: postgres")}});

  const Desired desired = read_environment(
      {.name = EnvironmentName{"prod"}, .dialect = "opta", .folder = "apps"}, tree);

  EXPECT_EQ(desired.claims.claims.size(), 1u);
  EXPECT_FALSE(has_error(desired.findings));
}

TEST(OptaFiles, AnEnvironmentWithoutAnyIsAnError) {
  MemoryTree tree({});

  EXPECT_TRUE(has_error(
      read_environment({.name = EnvironmentName{"prod"}, .dialect = "opta"}, tree).findings));
}

}  // namespace
}  // namespace pgberth::testing
