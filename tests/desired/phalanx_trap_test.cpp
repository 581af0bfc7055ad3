// The traps of Phalanx repositories, each by its number.

#include <gtest/gtest.h>

#include "tests/support/list_desired.h"
#include "tests/support/phalanx_repo.h"
#include "tests/support/values_tree.h"

namespace pgberth::testing {
namespace {

TEST(PhalanxTrap, T01_SectionsAreFoundAtTheTopAndBelowPostgres) {
  const Desired top =
      read_repo(old_repo("vault_secrets: {path: secret/a/postgres}\n" + std::string(kOwn)));
  const Desired nested = read_repo(
      old_repo("postgres: {vault_secrets: {path: secret/a/postgres}, x_db: {user: x, db: x}}\n"));

  EXPECT_TRUE(top.findings.empty()) << listing(top);
  EXPECT_TRUE(nested.findings.empty()) << listing(nested);
  EXPECT_EQ(places(section_claim(top, "x_db")), places(section_claim(nested, "x_db")));
}

TEST(PhalanxTrap, T01_SectionsInBothPlacesAreTold) {
  const Desired desired = read_repo(
      old_repo("postgres:\n  vault_secrets: {path: secret/a/postgres}\n  x_db: {user: x, db: x}\n"
               "  y_db: {user: second, db: second}\nx_db: {user: x, db: x}\n"));

  EXPECT_EQ(desired.claims.claims.size(), 2u);
  EXPECT_TRUE(has_finding(desired, Code::TwoLayouts, "services/postgres/values-prod.yaml:3:3"));
  EXPECT_TRUE(has_finding(desired, Code::TwoLayouts, "services/postgres/values-prod.yaml:1:1"));
  EXPECT_FALSE(has_error(desired.findings));
}

TEST(PhalanxTrap, T01_ASectionThatDiffersBetweenThemIsAnError) {
  const Desired desired =
      read_repo(old_repo("postgres:\n  vault_secrets: {path: secret/a/postgres}\n"
                         "  x_db: {user: other, db: x}\n  y_db: {user: second, db: second}\n" +
                         std::string(kOwn)));

  EXPECT_TRUE(section_claim(desired, "x_db").blocked);
  EXPECT_FALSE(section_claim(desired, "y_db").blocked);
  EXPECT_EQ(count(desired, Code::ClaimsDisagree), 1u);
}

TEST(PhalanxTrap, T01_AnOldBlockInTodaysLayoutIsReadAndTold) {
  const Desired desired = read_repo(today_repo("postgres: {x_db: {user: x, db: x}}\n", kOwnRule));

  EXPECT_EQ(desired.claims.claims.size(), 1u);
  EXPECT_TRUE(has_finding(desired, Code::TwoLayouts, at(kValues, "1:1")));
}

TEST(PhalanxTrap, T02_TheNameInTheEnvironmentFileDecidesWhichValuesAreRead) {
  RepoFiles files = today_repo(kOwn, kOwnRule);
  files["environments/values-site-a.yaml"] =
      "name: other\nvaultPathPrefix: secret/elsewhere\napplications: {postgres: true}\n";
  files["applications/postgres/values-other.yaml"] = "y_db: {user: second, db: second}\n";

  const Desired desired = read_repo(files, "environment: site-a\n");

  ASSERT_EQ(desired.claims.claims.size(), 1u);
  const Claim& claim = section_claim(desired, "y_db");
  EXPECT_EQ(claim.id, ClaimId{"prod/y_db"});
  EXPECT_EQ(*claim.places.at(0).entry.path, "secret/elsewhere/postgres");
}

TEST(PhalanxTrap, T03_OneRoleForTwoDatabasesIsFineWithOnePassword) {
  RepoFiles files = today_repo("a_db: {user: jovyan, db: a}\nb_db: {user: jovyan, db: b}\n",
                               "a_password: {copy: {application: tickets, key: p}}\n"
                               "b_password: {copy: {application: tickets, key: p}}\n");
  files["applications/tickets/secrets.yaml"] = "p: {generate: {type: password}}\n";

  const Desired desired = read_repo(files);

  EXPECT_FALSE(has_error(desired.findings)) << listing(desired);
  EXPECT_EQ(desired.claims.claims.size(), 2u);
}

TEST(PhalanxTrap, T03_OneDatabaseForTwoUsersIsAnError) {
  const Desired desired = read_repo(
      today_repo("a_db: {user: a, db: same}\nb_db: {user: b, db: same}\n" + std::string(kOwn),
                 "a_password: {generate: {type: password}}\n"
                 "b_password: {generate: {type: password}}\n" +
                     std::string(kOwnRule)));

  EXPECT_TRUE(section_claim(desired, "a_db").blocked);
  EXPECT_TRUE(section_claim(desired, "b_db").blocked);
  EXPECT_FALSE(section_claim(desired, "x_db").blocked);
}

TEST(PhalanxTrap, T04_ASectionWithoutARuleIsGeneratedAndTold) {
  const Desired desired = read_repo(today_repo(kOwn, "other_password: {}\n"));

  EXPECT_EQ(places(section_claim(desired, "x_db")),
            "authority vault secret/prod/postgres x_password added\n"
            "mirror kubernetes postgres/postgres x_password\n");
  EXPECT_TRUE(has_finding(desired, Code::NoSecretRule, at(kValues, "1:1")));
  EXPECT_FALSE(section_claim(desired, "x_db").blocked);
}

TEST(PhalanxTrap, T04_SoIsOneWhoseRuleDoesNotHold) {
  const Desired desired =
      read_repo(today_repo(kOwn, "x_password: {if: y_db, copy: {application: a, key: k}}\n"));

  EXPECT_TRUE(section_claim(desired, "x_db").places.at(0).may_create());
  EXPECT_TRUE(has_finding(desired, Code::NoSecretRule, at(kValues, "1:1")));
}

TEST(PhalanxTrap, T05_ACircleOfCopiesIsAnErrorThatNamesItsSteps) {
  RepoFiles files = today_repo(std::string(kOwn) + "y_db: {user: second, db: second}\n",
                               "x_password: {copy: {application: tickets, key: p}}\n"
                               "y_password: {generate: {type: password}}\n");
  files["applications/tickets/secrets.yaml"] =
      "p: {copy: {application: postgres, key: x_password}}\n";

  const Desired desired = read_repo(files);

  ASSERT_EQ(count(desired, Code::CopyCycle), 1u);
  EXPECT_TRUE(section_claim(desired, "x_db").blocked);
  EXPECT_FALSE(section_claim(desired, "y_db").blocked);
  EXPECT_EQ(desired.findings.at(0).what,
            "\"x_password\" is copied in a circle: \"x_password\" of \"postgres\", \"p\" of "
            "\"tickets\", \"x_password\" of \"postgres\"");
}

TEST(PhalanxTrap, T05_ACopyOfItselfIsACircle) {
  const Desired desired =
      read_repo(today_repo(kOwn, "x_password: {copy: {application: postgres, key: x_password}}\n"));

  ASSERT_EQ(count(desired, Code::CopyCycle), 1u);
  EXPECT_EQ(desired.findings.at(0).what,
            "\"x_password\" is copied in a circle: \"x_password\" of \"postgres\", "
            "\"x_password\" of \"postgres\"");
}

TEST(PhalanxTrap, T06_FixturesThatLookLikeValuesAreNotFound) {
  RepoFiles files = today_repo();
  for (const char* folder : {"tests/data/input/applications/postgres/",
                             "applications/tickets/charts/postgres/", "docs/services/postgres/"}) {
    files[folder + std::string("values-prod.yaml")] = kOwn;
    files[folder + std::string("secrets.yaml")] =
        "k: {copy: {application: postgres, key: x_password}}\n";
  }

  EXPECT_TRUE(read_repo(files).claims.claims.empty());
  files[kValues] = kOwn;
  files[kRules] = kOwnRule;
  EXPECT_EQ(places(section_claim(read_repo(files), "x_db")),
            "authority vault secret/prod/postgres x_password added\n"
            "mirror kubernetes postgres/postgres x_password\n");
}

TEST(PhalanxTrap, T07_WhoCopiesFromPostgresGetsTheKeyAndIsPointedNowhere) {
  RepoFiles files = today_repo(kOwn, kOwnRule);
  files["applications/plots/secrets.yaml"] =
      "database-password: {copy: {application: postgres, key: x_password}}\n";
  files["applications/logbook/secrets.yaml"] =
      "far: {copy: {application: plots, key: database-password}}\n";
  files["applications/tickets/secrets.yaml"] =
      "k: {copy: {application: postgres, key: x_password, if: config.on}}\n";
  files["applications/idle/secrets.yaml"] = "k: {copy: {application: postgres, key: x_password}}\n";

  const Claim claim = section_claim(read_repo(files), "x_db");

  EXPECT_EQ(places(claim),
            "authority vault secret/prod/postgres x_password added\n"
            "copy vault secret/prod/logbook far added\n"
            "copy vault secret/prod/plots database-password added\n"
            "mirror kubernetes postgres/postgres x_password\n");
  EXPECT_TRUE(claim.services.contains(ServiceName{"plots"}));
  EXPECT_FALSE(claim.services.contains(ServiceName{"idle"}));
}

TEST(PhalanxTrap, T08_NamesThatAreNoTextAreErrorsAndSettingsThatAreTextAreNot) {
  const Desired desired = read_repo(today_repo(
      "debug: \"true\"\nimage: {tag: '0.0.2'}\na_db: {user: yes, db: a}\nb_db: {user: 123, db: b}\n"
      "c_db: {user: c, db: [c]}\n",
      ""));

  EXPECT_TRUE(has_finding(desired, Code::WrongType, at(kValues, "3:14")));
  EXPECT_TRUE(has_finding(desired, Code::WrongType, at(kValues, "4:14")));
  EXPECT_TRUE(has_finding(desired, Code::WrongType, at(kValues, "5:21")));
  EXPECT_EQ(count(desired, Code::WrongType), 3u);
  for (const auto& [id, claim] : desired.claims.claims) EXPECT_TRUE(claim.blocked) << id.str();
}

TEST(PhalanxTrap, T09_WhatIsFalseDisables) {
  for (const char* nothing : {"{}", "null", "~", "false", "\"\"", "0", "[]", ""}) {
    RepoFiles files = today_repo("x_db: " + std::string(nothing) + "\n", "");
    files["applications/postgres/values.yaml"] = "y_db: {user: second, db: second}\n";

    EXPECT_EQ(read_repo(files).claims.claims.size(), 1u) << nothing;
  }
  RepoFiles files = today_repo("x_db: null\n", "");
  files["applications/postgres/values.yaml"] = kOwn;
  EXPECT_TRUE(read_repo(files).claims.claims.empty());
}

TEST(PhalanxTrap, T09_HalfASectionIsAnError) {
  const Desired desired = read_repo(today_repo(
      "a_db: {user: a}\nb_db: {db: b}\nc_db: {user: c, db: }\nd_db: {user: \"\", db: d}\n" +
          std::string(kOwn),
      kOwnRule));

  EXPECT_EQ(count(desired, Code::HalfSection), 4u);
  EXPECT_TRUE(has_finding(desired, Code::HalfSection, at(kValues, "1:1")));
  EXPECT_TRUE(has_finding(desired, Code::HalfSection, at(kValues, "2:1")));
  EXPECT_EQ(desired.claims.claims.size(), 5u);
  EXPECT_FALSE(section_claim(desired, "x_db").blocked);
  EXPECT_TRUE(section_claim(desired, "a_db").blocked);
}

TEST(PhalanxTrap, T09_TheEnvironmentCompletesASectionOfTheDefaults) {
  RepoFiles files = today_repo("x_db: {db: mine}\n", kOwnRule);
  files["applications/postgres/values.yaml"] = kOwn;

  const Desired desired = read_repo(files);

  EXPECT_EQ(constant(section_claim(desired, "x_db"), Field::Username), "x");
  EXPECT_EQ(constant(section_claim(desired, "x_db"), Field::Database), "mine");
}

TEST(PhalanxTrap, T10_SettingsThatNoChartReadsAreNoMatter) {
  const Desired desired = read_repo(
      today_repo("postgres_storage_class: a\nvolume_name: b\npull-secret: {enabled: true}\n" +
                     std::string(kOwn),
                 kOwnRule));

  EXPECT_TRUE(desired.findings.empty());
  EXPECT_EQ(desired.claims.claims.size(), 1u);
}

TEST(PhalanxTrap, T10_AnUnknownKeyOfASectionIsTold) {
  const Desired desired =
      read_repo(today_repo("x_db: {user: x, db: x, extensions: [a]}\n", kOwnRule));

  EXPECT_TRUE(has_finding(desired, Code::DeadKey, at(kValues, "1:24")));
  EXPECT_FALSE(section_claim(desired, "x_db").blocked);
}

TEST(PhalanxTrap, T12_APasswordOfAnExternalDatabaseIsCopiedAndNeverGenerated) {
  RepoFiles files = today_repo(kOwn, "x_password: {copy: {application: tickets, key: p}}\n");
  files["applications/tickets/secrets.yaml"] =
      "p: {generate: {type: password, if: config.internal}}\n";
  files["applications/tickets/values.yaml"] = "config: {internal: false}\n";

  const Claim claim = section_claim(read_repo(files), "x_db");

  EXPECT_EQ(places(claim),
            "authority vault secret/prod/tickets p\n"
            "copy vault secret/prod/postgres x_password added\n"
            "mirror kubernetes postgres/postgres x_password\n");
  EXPECT_TRUE(std::holds_alternative<Stored>(claim.credential.at(Field::Password)));
}

}  // namespace
}  // namespace pgberth::testing
