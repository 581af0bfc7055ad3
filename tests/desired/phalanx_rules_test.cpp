// What the secret rules of Phalanx applications come to.

#include <gtest/gtest.h>

#include "tests/support/list_desired.h"
#include "tests/support/phalanx_repo.h"
#include "tests/support/values_tree.h"

namespace pgberth::testing {
namespace {

TEST(PhalanxRules, TheEnvironmentsOwnFileReplacesARule) {
  RepoFiles files = today_repo(kOwn, kOwnRule);
  files["applications/postgres/secrets-prod.yaml"] =
      "x_password: {copy: {application: tickets, key: p}}\n";
  files["applications/tickets/secrets.yaml"] = "p: {generate: {type: password}}\n";

  EXPECT_EQ(*section_claim(read_repo(files), "x_db").places.at(0).entry.path,
            "secret/prod/tickets");
}

TEST(PhalanxRules, CopiesOfCopiesLeadToTheFirstOne) {
  RepoFiles files = today_repo(kOwn, "x_password: {copy: {application: tickets, key: p}}\n");
  files["applications/tickets/secrets.yaml"] = "p: {copy: {application: plots, key: q}}\n";
  files["applications/plots/secrets.yaml"] = "q: {generate: {type: password}}\n";

  EXPECT_EQ(places(section_claim(read_repo(files), "x_db")),
            "authority vault secret/prod/plots q added\n"
            "copy vault secret/prod/postgres x_password added\n"
            "copy vault secret/prod/tickets p added\n"
            "mirror kubernetes postgres/postgres x_password\n");
}

TEST(PhalanxRules, ASourceThatIsSwitchedOffMustBeThere) {
  RepoFiles files = today_repo(kOwn, "x_password: {copy: {application: idle, key: p}}\n");
  files["applications/idle/secrets.yaml"] = "p: {generate: {type: password}}\n";

  const Desired desired = read_repo(files);

  EXPECT_FALSE(section_claim(desired, "x_db").places.at(0).may_create());
  EXPECT_TRUE(has_finding(desired, Code::SwitchedOff, at(kRules, "1:1")));
}

TEST(PhalanxRules, ASourceWithoutARuleMustBeThere) {
  const Desired desired =
      read_repo(today_repo(kOwn, "x_password: {copy: {application: tickets, key: p}}\n"));

  EXPECT_FALSE(section_claim(desired, "x_db").places.at(0).may_create());
  EXPECT_TRUE(has_finding(desired, Code::NoSecretRule, at(kRules, "1:1")));
}

TEST(PhalanxRules, AConditionalCopyThatDoesNotHoldLeavesTheWordToGenerate) {
  const Desired desired =
      read_repo(today_repo(kOwn,
                           "x_password:\n  copy: {application: tickets, key: p, if: y_db}\n"
                           "  generate: {type: password}\n"));

  EXPECT_TRUE(section_claim(desired, "x_db").places.at(0).may_create());
  EXPECT_TRUE(desired.findings.empty());
}

TEST(PhalanxRules, AnotherKindOfGeneratedSecretIsNoPassword) {
  const Desired desired =
      read_repo(today_repo(kOwn, "x_password: {generate: {type: fernet-key}}\n"));

  EXPECT_FALSE(section_claim(desired, "x_db").places.at(0).may_create());
  EXPECT_TRUE(has_finding(desired, Code::NoSecretRule, at(kRules, "1:1")));
}

TEST(PhalanxRules, AValueInARuleIsGivenAndNotShown) {
  const Desired desired = read_repo(today_repo(kOwn, "x_password: {value: s3cret}\n"));

  const Claim& claim = section_claim(desired, "x_db");
  const auto& password = std::get<Given>(claim.credential.at(Field::Password));
  EXPECT_TRUE(desired.given.contains(password.at));
  EXPECT_TRUE(claim.places.at(0).may_create());
  EXPECT_EQ(listing(desired).find("s3cret"), std::string::npos);
}

TEST(PhalanxRules, ARuleThatCannotBeUnderstoodStopsOnlyItsOwnSection) {
  for (const char* rule :
       {"text", "[a]", "{copy: text}", "{copy: {application: [a], key: k}}", "{copy: {key: k}}",
        "{generate: password}", "{if: [a]}", "{value: 12345}"}) {
    const Desired desired = read_repo(today_repo(
        std::string(kOwn) + "y_db: {user: second, db: second}\n",
        "x_password: " + std::string(rule) + "\ny_password: {generate: {type: password}}\n"));

    EXPECT_TRUE(section_claim(desired, "x_db").blocked) << rule;
    EXPECT_FALSE(section_claim(desired, "y_db").blocked) << rule;
    EXPECT_EQ(count(desired, Code::WrongType), 1u) << rule << "\n" << listing(desired);
  }
}

TEST(PhalanxRules, AFileOfASourceThatCannotBeReadStopsOnlyWhatNeedsIt) {
  RepoFiles files = today_repo(std::string(kOwn) + "y_db: {user: second, db: second}\n",
                               "x_password: {copy: {application: tickets, key: p}}\n"
                               "y_password: {generate: {type: password}}\n");
  files["applications/tickets/secrets.yaml"] = "p: {{ template }}\n";

  const Desired desired = read_repo(files);

  EXPECT_TRUE(section_claim(desired, "x_db").blocked);
  EXPECT_FALSE(section_claim(desired, "y_db").blocked);
}

TEST(PhalanxRules, ABrokenFileOfAnotherApplicationIsToldAndStopsNothing) {
  RepoFiles files = today_repo(kOwn, kOwnRule);
  files["applications/plots/secrets.yaml"] = "a: [\n";
  files["applications/logbook/secrets.yaml"] = "a: {copy: wrong}\n";

  const Desired desired = read_repo(files);

  EXPECT_TRUE(has_error(desired.findings));
  EXPECT_FALSE(section_claim(desired, "x_db").blocked);
}

TEST(PhalanxRules, AConditionThatIsTheTextFalseIsTrueAndTold) {
  RepoFiles files = today_repo(kOwn, "x_password: {copy: {application: tickets, key: p}}\n");
  files["applications/tickets/secrets.yaml"] = "p: {generate: {type: password, if: on.off}}\n";
  files["applications/tickets/values.yaml"] = "\"on\": {\"off\": \"false\"}\n";

  const Desired desired = read_repo(files);

  EXPECT_TRUE(section_claim(desired, "x_db").places.at(0).may_create());
  EXPECT_TRUE(has_finding(desired, Code::TruthyText, "applications/tickets/values.yaml:1:15"));
}

}  // namespace
}  // namespace pgberth::testing
