// Behaviours 1 to 5 of the dialect: which keys links ask for. Traps are named T1 to T10; what needs
// a pass is in opta_pass_test.cpp.

#include <gtest/gtest.h>

#include "tests/support/opta_values.h"

namespace pgberth::testing {
namespace {

using Keys = std::vector<std::string>;

// 1 and T1: the module's name and the field, so `db_` may stand twice.
TEST(OptaBehaviour, B1_ALinkGivesFourKeysNamedAfterTheModule) {
  const Desired desired = opta_file(opta_app("      - db\n"));

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
      opta_file(opta_app("      - db:\n          - db_user: PGUSER\n            db_host: PGHOST\n"
                         "            db_name: PGDATABASE\n            db_password: PGPASSWORD\n"));
  const Desired flat = opta_file(
      opta_app("      - db:\n        - db_password: PGPASSWORD\n          db_name: PGDATABASE\n"
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
      opta_app("      - other\n      - " + std::string(GetParam().link) + "\n") +
      "  - {type: aws-k8s-service, name: fine, links: [db: [{db_user: A, db_host: B, db_name: C, "
      "db_password: D}]]}\n";

  const Desired desired = opta_file(file);

  const Finding& finding = first_finding(desired, GetParam().code);
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
    const Desired desired = opta_file(opta_app("      " + std::string(link) + "\n"));
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
      opta_app("      - db: [{db_user: PGUSER, db_host: PGHOST, db_name: PGDATABASE, db_password: "
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
  const Desired desired = opta_file(
      opta_app("      - db: [{db_user: U, db_host: H, db_name: N, db_password: P}]\n"
               "      - other: [{db_user: V, db_host: H, db_name: M, db_password: Q}]\n"));

  const Finding& finding = first_finding(desired, Code::ClaimsDisagree);
  EXPECT_EQ(finding.claims.size(), 2u);
  EXPECT_EQ(to_string(finding.where), "app.yaml:9:9");
  ASSERT_EQ(finding.also.size(), 1u);
  EXPECT_EQ(to_string(finding.also[0]), "app.yaml:8:9");
  EXPECT_TRUE(blocked_all(desired));
}

TEST(OptaBehaviour, B5_ALinkThatStandsTwiceIsSaidAndAskedForOnce) {
  const Desired desired = opta_file(opta_app("      - db\n      - db: []\n"));

  EXPECT_FALSE(only_claim(desired).blocked);
  EXPECT_EQ(count(desired, Code::DuplicateKey), 1u);
}

TEST(OptaBehaviour, B5_OneDatabaseLinkedPlainlyAndRenamedGivesBothSets) {
  const Desired desired = opta_file(
      opta_app("      - db\n      - db: [{db_user: U, db_host: H, db_name: N, db_password: P}]\n"));

  ASSERT_EQ(desired.claims.claims.size(), 2u);
  EXPECT_TRUE(desired.claims.claims.contains(ClaimId{"prod/app/web/db"}));
  EXPECT_TRUE(desired.claims.claims.contains(ClaimId{"prod/app/web/db/2"}));
  EXPECT_FALSE(has_error(desired.findings));
}

TEST(OptaBehaviour, B5_ServicesOfOneFileThatAskForTheSameShareTheClaim) {
  const Desired desired = opta_file(opta_app("      - db\n") +
                                    "  - {type: aws-k8s-service, name: worker, links: [db: []]}\n");

  EXPECT_EQ(only_claim(desired).services.size(), 2u);
  EXPECT_FALSE(has_error(desired.findings));
}

TEST(OptaTrap, T2_WordsThatAreTextToOptaAreText) {
  const Desired desired = opta_file(
      opta_app("      - db: [{db_user: y, db_host: N, db_name: 'on', db_password: \"5\"}]\n"));

  EXPECT_EQ(keys_of(only_claim(desired)), (Keys{"5", "N", "on", "y"}));
  EXPECT_FALSE(has_error(desired.findings));
}

}  // namespace
}  // namespace pgberth::testing
