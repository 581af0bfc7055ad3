// Damaged repositories: whatever the bytes, there are claims or findings, never a crash, and never
// a claim that is planned without a place for its password.

#include <gtest/gtest.h>

#include "tests/support/damage.h"
#include "tests/support/list_desired.h"
#include "tests/support/phalanx_repo.h"
#include "tests/support/values_tree.h"
#include <random>

namespace pgberth::testing {
namespace {

RepoFiles whole() {
  RepoFiles files = today_repo(
      "debug: \"true\"\n"
      "tickets_db:\n  user: 'tickets'\n  db: tickets\n"
      "exposure_checker_db: {user: expchecker, db: \"expchecker\"}\n"
      "postgres:\n  old_db: {user: old, db: old}\n",
      "tickets_password:\n  if: tickets_db\n  copy: {application: tickets, key: p}\n"
      "exposure_checker_password:\n  generate:\n    type: password\n");
  files["applications/tickets/secrets.yaml"] = "p: {generate: {type: password, if: a.b}}\n";
  files["applications/tickets/values.yaml"] = "a: {b: true}\n";
  files["applications/plots/secrets.yaml"] =
      "q: {copy: {application: postgres, key: exposure_checker_password}}\n";
  files["applications/postgres/secrets-prod.yaml"] = "old_password: {value: given}\n";
  return files;
}

TEST(PhalanxRobustness, DamagedRepositoriesGiveClaimsOrFindingsButNoCrash) {
  int claims = 0;
  int errors = 0;
  for (unsigned seed = 0; seed < 1500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    RepoFiles files = whole();
    auto victim = files.begin();
    std::advance(victim, static_cast<std::ptrdiff_t>(random() % files.size()));
    victim->second = damaged(victim->second, random);

    const Desired desired = read_repo(files);

    EXPECT_TRUE(!desired.claims.claims.empty() || !desired.findings.empty());
    for (const auto& [id, claim] : desired.claims.claims) {
      EXPECT_TRUE(desired.claims.servers.contains(claim.server)) << id.str();
      if (!claim.planned()) continue;
      ASSERT_NE(authority_of(claim), nullptr) << id.str();
      EXPECT_NE(text_of(claim.credential, Field::Username), nullptr) << listing(desired);
      EXPECT_NE(text_of(claim.credential, Field::Database), nullptr) << listing(desired);
      EXPECT_EQ(authority_of(claim)->entry.path->find(".."), std::string::npos);
    }
    (has_error(desired.findings) ? errors : claims)++;
  }
  EXPECT_GT(claims, 100);
  EXPECT_GT(errors, 100);
}

TEST(PhalanxRobustness, AnyOddValueAnywhereIsAnsweredWithAWord) {
  const auto files_with = [](const std::string& file, const std::string& text) {
    RepoFiles files = whole();
    files[file] = text;
    return files;
  };
  for (const char* odd : {"null", "[]", "{}", "7", "true", "text", "''", "[[a], {b: c}]", "1e400",
                          "{user: {a: b}, db: [c]}", "!!binary aGk=", "2020-01-01", "&a [*a]"}) {
    for (const char* key : {"name", "vaultPathPrefix", "applications"})
      read_repo(files_with("environments/values-prod.yaml",
                           "applications: {postgres: true}\n" + std::string(key) + ": " + odd));
    for (const char* key : {"tickets_db", "postgres", "global", "vault_secrets"})
      read_repo(
          files_with("applications/postgres/values-prod.yaml", key + std::string(": ") + odd));
    for (const char* key : {"", "copy: ", "generate: ", "if: ", "value: "})
      read_repo(files_with("applications/postgres/secrets.yaml",
                           "tickets_password:\n  " + std::string(key) + odd + "\n"));
    const Desired desired =
        read_repo(files_with("applications/postgres/values-prod.yaml", odd + std::string("\n")));
    EXPECT_TRUE(desired.claims.claims.empty()) << odd;
  }
}

}  // namespace
}  // namespace pgberth::testing
