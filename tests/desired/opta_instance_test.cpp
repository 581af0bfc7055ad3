// Behaviours 6 to 9 of the dialect: whose credential an instance has; what needs a pass is in
// opta_pass_test.cpp.

#include <gtest/gtest.h>

#include "tests/support/opta_values.h"

namespace pgberth::testing {
namespace {

// 6
TEST(OptaBehaviour, B6_ARestoredInstanceWaitsForTheOriginalCredentialsAndKeepsItsHost) {
  const Desired desired =
      opta_file(opta_module("type: postgres, restore_from_snapshot: 'arn:snap'"),
                options_for("app.db: {host: db.example.internal}"));

  const Claim& claim = only_claim(desired);
  EXPECT_EQ(constant(claim, Field::Host), "db.example.internal");
  EXPECT_EQ(constant(claim, Field::Username), "-");
  EXPECT_EQ(constant(claim, Field::Database), "-");
  EXPECT_FALSE(claim.may_create.any());
  EXPECT_FALSE(claim.create_asked);
  const Finding& finding = first_finding(desired, Code::Sentinel);
  EXPECT_NE(finding.what.find("UNKNOWN_SEE_ORIGINAL_DB"), std::string::npos);
  EXPECT_EQ(to_string(finding.where), "app.yaml:5:55");
}

TEST(OptaBehaviour, B6_TheOperatorMayKnowTheOriginalCredentials) {
  const Desired desired = opta_file(
      opta_module("type: postgres, restore_from_snapshot: 'arn:snap'"),
      options_for("app.db: {host: h, database: old, username: owner, password: {file: f}}"));

  const Claim& claim = only_claim(desired);
  EXPECT_EQ(constant(claim, Field::Database), "old");
  EXPECT_TRUE(std::holds_alternative<Given>(claim.credential.at(Field::Password)));
  EXPECT_EQ(claim.places.at(1).birth, Birth::MissingKeys);
  EXPECT_TRUE(desired.findings.empty()) << listing(desired);
}

TEST(OptaBehaviour, B6_HalfOfTheOriginalCredentialsIsAnError) {
  const Desired desired =
      opta_file(opta_module("type: postgres, restore_from_snapshot: 'arn:snap'"),
                options_for("app.db: {host: h, password: {file: f}}"));

  EXPECT_EQ(count(desired, Code::HalfSection), 1u);
  EXPECT_TRUE(only_claim(desired).blocked);
}

TEST(OptaBehaviour, B6_WhatCannotBeUnderstoodStillCountsAsRestored) {
  for (const char* snapshot : {"''", "5", "[a]", "'{vars.nobody}'", "false"}) {
    const Desired desired = opta_file(
        opta_module("type: postgres, restore_from_snapshot: " + std::string(snapshot)), "");
    EXPECT_EQ(count(desired, Code::Sentinel), 1u) << snapshot;
    EXPECT_EQ(constant(only_claim(desired), Field::Username), "-") << snapshot;
  }
}

// 7
TEST(OptaBehaviour, B7_AJoinedInstanceWaitsForThePrimarysCredentials) {
  const Desired desired =
      opta_file(opta_module("type: postgres, existing_global_database_id: global"),
                options_for("app.db: {host: reader.example.internal}"));

  EXPECT_NE(first_finding(desired, Code::Sentinel).what.find("UNKNOWN_SEE_PRIMARY_DB"),
            std::string::npos);
  EXPECT_EQ(constant(only_claim(desired), Field::Host), "reader.example.internal");
  EXPECT_FALSE(only_claim(desired).may_create.any());
}

TEST(OptaBehaviour, B7_AJoinedInstanceCannotAlsoBeNamedFirstOrRestored) {
  for (const char* other :
       {"database_name: mine", "create_global_database: true", "restore_from_snapshot: arn"}) {
    const Desired desired = opta_file(
        opta_module("type: postgres, existing_global_database_id: global, " + std::string(other)));
    EXPECT_EQ(count(desired, Code::ClaimsDisagree), 1u) << other;
    EXPECT_TRUE(only_claim(desired).blocked) << other;
  }
  const Desired desired = opta_file(
      opta_module("type: postgres, existing_global_database_id: g, create_global_database: false, "
                  "database_name: ~"));
  EXPECT_EQ(count(desired, Code::ClaimsDisagree), 0u);
}

// 9
TEST(OptaBehaviour, B9_ManualSecretsIsAnOverrideWithTheSameKeys) {
  const Desired desired = opta_file(opta_app("      - db\n"));

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

TEST(OptaTrap, T3_ADatabaseNameThatIsANumberIsRefused) {
  const Desired desired = opta_file(opta_module("type: postgres, database_name: 12.4"));

  EXPECT_EQ(count(desired, Code::WrongType), 1u);
  EXPECT_TRUE(only_claim(desired).blocked);
}

TEST(OptaTrap, T3_AnEngineVersionIsNoneOfOurBusiness) {
  EXPECT_FALSE(has_error(opta_file(opta_module("type: postgres, engine_version: 12.4")).findings));
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
  EXPECT_EQ(count(opta_file(opta_module("type: postgres"), "cloud: gcp\n"), Code::BadSettings), 1u);
}

}  // namespace
}  // namespace pgberth::testing
