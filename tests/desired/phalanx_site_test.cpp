// Where a Phalanx environment is found, and how far those who write it are trusted.

#include <gtest/gtest.h>

#include "tests/support/list_desired.h"
#include "tests/support/phalanx_repo.h"
#include "tests/support/values_tree.h"

namespace pgberth::testing {
namespace {

TEST(PhalanxSite, TheLayoutInBetweenIsReadWithItsAppOfApps) {
  const RepoFiles files = {
      {"science-platform/values-prod.yaml",
       "environment: other\nvault_path_prefix: secret/mid\npostgres: {enabled: true}\n"},
      {"services/postgres/values-other.yaml", kOwn}};

  const Desired desired = read_repo(files);

  EXPECT_TRUE(desired.findings.empty()) << listing(desired);
  EXPECT_EQ(places(section_claim(desired, "x_db")),
            "authority vault secret/mid/postgres x_password added\n"
            "mirror kubernetes postgres/postgres x_password\n");
  RepoFiles off = files;
  off["science-platform/values-prod.yaml"] = "environment: other\nvault_path_prefix: secret/mid\n";
  EXPECT_FALSE(section_claim(read_repo(off), "x_db").selected);
}

TEST(PhalanxSite, TheWordsInBetweenAreReadInTheNewFoldersToo) {
  RepoFiles files = today_repo(kOwn, "x_password: {copy: {application: two-words, key: p}}\n");
  files["environments/values.yaml"] = "environment: \"\"\npostgres: {enabled: false}\n";
  files["environments/values-prod.yaml"] =
      "environment: prod\nvaultPathPrefix: secret/mid\npostgres: {enabled: true}\n"
      "two_words: {enabled: true}\n";
  files["applications/two-words/secrets.yaml"] = "p: {generate: {type: password}}\n";

  const Desired desired = read_repo(files);

  EXPECT_TRUE(desired.findings.empty()) << listing(desired);
  EXPECT_TRUE(section_claim(desired, "x_db").selected);
  EXPECT_EQ(*section_claim(desired, "x_db").places.at(0).entry.path, "secret/mid/two-words");
}

TEST(PhalanxSite, WithoutAnyFileThatTellsTheVaultPathTheOptionDoes) {
  const Desired without = read_repo(old_repo(kOwn));
  const Desired with = read_repo(old_repo(kOwn), "vaultPath: secret/mine/\n");
  const Desired good = read_repo(old_repo(kOwn), "vaultPath: secret/mine\n");

  EXPECT_TRUE(section_claim(without, "x_db").blocked);
  EXPECT_EQ(count(without, Code::Unresolved), 1u);
  EXPECT_EQ(count(with, Code::BadSettings), 1u);
  EXPECT_EQ(*section_claim(good, "x_db").places.at(0).entry.path, "secret/mine/postgres");
}

TEST(PhalanxSite, TheMiddleLayoutMayTellThePathInItsValues) {
  const Desired desired =
      read_repo(old_repo("global: {vaultSecretsPath: secret/mid}\n" + std::string(kOwn)));

  EXPECT_EQ(*section_claim(desired, "x_db").places.at(0).entry.path, "secret/mid/postgres");
}

TEST(PhalanxSite, AVaultPathMayEndInASlash) {
  RepoFiles files = today_repo(kOwn, kOwnRule);
  files["environments/values-prod.yaml"] =
      "name: prod\nvaultPathPrefix: secret/prod/\napplications: {postgres: true}\n";

  EXPECT_EQ(*section_claim(read_repo(files), "x_db").places.at(0).entry.path,
            "secret/prod/postgres");
}

TEST(PhalanxSite, PathsThatLeadElsewhereAreRefused) {
  for (const char* path :
       {"secret/../other", "/secret/a", "secret//a", "a/\\e[31m", "secret/a b"}) {
    RepoFiles files = today_repo(kOwn, kOwnRule);
    files["environments/values-prod.yaml"] =
        "name: prod\napplications: {postgres: true}\nvaultPathPrefix: \"" + std::string(path) +
        "\"\n";

    const Desired desired = read_repo(files);

    EXPECT_TRUE(has_error(desired.findings)) << path;
    for (const auto& [id, claim] : desired.claims.claims) EXPECT_TRUE(claim.blocked) << path;
  }
}

TEST(PhalanxSite, NamesThatWouldLeaveTheFolderAreRefused) {
  RepoFiles files = today_repo(kOwn, "x_password: {copy: {application: ../../etc, key: k}}\n");
  const Desired source = read_repo(files);
  files["environments/values-prod.yaml"] = "name: ../../prod\napplications: {postgres: true}\n";
  const Desired name = read_repo(files);
  const Desired option = read_repo(today_repo(), "environment: ../prod\n");

  EXPECT_TRUE(section_claim(source, "x_db").blocked);
  EXPECT_TRUE(has_finding(source, Code::NameInvalid, at(kRules, "1:1")));
  EXPECT_TRUE(name.claims.claims.empty());
  EXPECT_EQ(count(name, Code::NameInvalid), 1u);
  EXPECT_EQ(count(option, Code::BadSettings), 1u);
  EXPECT_TRUE(option.claims.claims.empty());
}

TEST(PhalanxSite, MissingFilesAreErrorsAndNotSilence) {
  RepoFiles no_values = today_repo();
  no_values.erase(kValues);
  RepoFiles no_environment = today_repo();
  no_environment.erase("environments/values-prod.yaml");
  RepoFiles no_name = today_repo();
  no_name["environments/values-prod.yaml"] = "applications: {postgres: true}\n";

  EXPECT_EQ(count(read_repo(no_values), Code::FileMissing), 1u);
  EXPECT_EQ(count(read_repo(no_environment), Code::FileMissing), 1u);
  EXPECT_EQ(count(read_repo(no_name), Code::NameEmpty), 1u);
  EXPECT_EQ(count(read_repo({}), Code::FileMissing), 1u);
}

TEST(PhalanxSite, AFileThatCannotBeReadLeavesNoClaims) {
  for (const char* file : {"environments/values-prod.yaml", "environments/values.yaml", kValues,
                           "applications/postgres/values.yaml"}) {
    RepoFiles files = today_repo(kOwn, kOwnRule);
    files[file] = "a: [\n";

    const Desired desired = read_repo(files);

    EXPECT_TRUE(desired.claims.claims.empty()) << file;
    EXPECT_TRUE(has_error(desired.findings)) << file;
  }
}

TEST(PhalanxSite, RulesThatCannotBeReadStopAllSections) {
  const Desired desired = read_repo(today_repo(kOwn, "a: [\n"));

  EXPECT_TRUE(section_claim(desired, "x_db").blocked);
}

TEST(PhalanxSite, ASwitchThatIsTheTextFalseIsOnAndTold) {
  RepoFiles files = today_repo(kOwn, kOwnRule);
  files["environments/values-prod.yaml"] =
      "name: prod\nvaultPathPrefix: secret/prod\napplications: {postgres: \"false\"}\n";

  const Desired desired = read_repo(files);

  EXPECT_TRUE(section_claim(desired, "x_db").selected);
  EXPECT_TRUE(has_finding(desired, Code::TruthyText, "environments/values-prod.yaml:3:26"));
}

TEST(PhalanxSite, ApplicationsThatAreNoMappingAreAnError) {
  RepoFiles files = today_repo(kOwn, kOwnRule);
  files["environments/values-prod.yaml"] = "name: prod\napplications: [postgres]\n";

  EXPECT_TRUE(has_error(read_repo(files).findings));
}

TEST(PhalanxSections, NamesAreCheckedAndOddOnesTold) {
  const Desired desired = read_repo(today_repo(
      "a_db: {user: postgres, db: a}\nb_db: {user: b, db: template1}\n"
      "c_db: {user: times-square, db: TimesSquare}\n\"d e_db\": {user: d, db: d}\n_db: {user: e}\n"
      "f_db: text\n",
      "c_password: {generate: {type: password}}\n"));

  EXPECT_TRUE(section_claim(desired, "a_db").blocked);
  EXPECT_TRUE(section_claim(desired, "b_db").blocked);
  EXPECT_FALSE(section_claim(desired, "c_db").blocked);
  EXPECT_EQ(count(desired, Code::NotCanonical), 2u);
  EXPECT_TRUE(section_claim(desired, "d e_db").blocked);
  EXPECT_TRUE(section_claim(desired, "f_db").blocked);
  EXPECT_EQ(desired.claims.claims.size(), 5u);
}

TEST(PhalanxOptions, AreCheckedAndUsed) {
  const Desired desired = read_repo(today_repo(kOwn, kOwnRule),
                                    "host: pg.prod.example.internal\nvaultPath: secret/o\n");
  const Desired wrong = read_repo(today_repo(kOwn, kOwnRule), "hosts: a\nvaultPath: [a]\n");
  EnvironmentSettings settings{.name = EnvironmentName{"prod"}, .dialect = "phalanx"};
  settings.files = {"values.yaml"};

  EXPECT_EQ(section_claim(desired, "x_db").server, ServerId{"prod/pg.prod.example.internal"});
  EXPECT_EQ(*section_claim(desired, "x_db").places.at(0).entry.path, "secret/o/postgres");
  EXPECT_TRUE(has_finding(wrong, Code::BadSettings, "pgberth.yaml:1:1"));
  EXPECT_TRUE(has_finding(wrong, Code::BadSettings, "pgberth.yaml:2:12"));
  EXPECT_TRUE(wrong.claims.claims.empty());
  EXPECT_EQ(count(read_repo(today_repo(), settings), Code::BadSettings), 1u);
}

TEST(PhalanxOptions, TheFolderIsTheRootOfTheRepository) {
  RepoFiles files;
  for (const auto& [path, text] : today_repo(kOwn, kOwnRule)) files["sites/repo/" + path] = text;
  files["sites/repo/applications/plots/secrets.yaml"] =
      "p: {copy: {application: postgres, key: x_password}}\n";
  EnvironmentSettings settings{.name = EnvironmentName{"prod"}, .dialect = "phalanx"};
  settings.folder = "sites/repo/";

  const Desired desired = read_repo(files, settings);

  EXPECT_EQ(section_claim(desired, "x_db").places.size(), 3u);
}

TEST(PhalanxPolicy, NeverLeavesTheServerAlone) {
  EnvironmentSettings settings{.name = EnvironmentName{"prod"}, .dialect = "phalanx"};
  settings.policy.create = Policy::Create::Never;

  const Claim claim = section_claim(read_repo(today_repo(kOwn, kOwnRule), settings), "x_db");

  EXPECT_FALSE(claim.may_create.any());
  EXPECT_TRUE(claim.create_asked);
}

}  // namespace
}  // namespace pgberth::testing
