// Damaged values files: whatever the bytes, there are claims or an error, never a crash and never
// both claims and a file that could not be read.

#include <gtest/gtest.h>

#include "tests/support/damage.h"
#include "tests/support/phalanx_repo.h"
#include "tests/support/toolchain_site.h"
#include "tests/support/values_tree.h"
#include <algorithm>
#include <random>

namespace pgberth::testing {
namespace {

constexpr std::string_view kValues =
    "global:\n"
    "  dev: false\n"
    "  environment: &env prod\n"
    "  postgres:\n"
    "    dbCreate: true\n"
    "    master: {host: db.example, username: adm, password: \"pw\", port: '5432'}\n"
    "  externalSecrets: {deploy: yes, pushSecret: ~}\n"
    "fence: &fence\n"
    "  enabled: true\n"
    "  postgres:\n"
    "    database: fence_db\n"
    "    port: \"5432\"\n"
    "  externalSecrets: {dbcreds: *env}\n"
    "indexd:\n"
    "  <<: *fence\n"
    "  notes: |\n"
    "    some text\n"
    "mine: {enabled: true, postgres: {username: u}}\n";

TEST(Robustness, DamagedFilesGiveClaimsOrAnErrorButNoCrash) {
  int claims = 0;
  int errors = 0;
  for (unsigned seed = 0; seed < 1500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);

    const Desired desired = desired_of(damaged(kValues, random));

    EXPECT_TRUE(!desired.claims.claims.empty() || has_error(desired.findings));
    for (const auto& [id, claim] : desired.claims.claims) {
      EXPECT_TRUE(authority_of(claim) != nullptr) << id.str();
      EXPECT_TRUE(desired.claims.servers.contains(claim.server)) << id.str();
    }
    (desired.claims.claims.empty() ? errors : claims)++;
  }
  EXPECT_GT(claims, 100);
  EXPECT_GT(errors, 100);
}

TEST(Robustness, EveryCutOffFileGivesClaimsOrAnError) {
  for (std::size_t length = 0; length < kValues.size(); ++length) {
    const Desired desired = desired_of(std::string(kValues.substr(0, length)));
    EXPECT_TRUE(!desired.claims.claims.empty() || has_error(desired.findings)) << length;
  }
}

/// How often a submodule is told, once one is at `path`.
std::size_t told_with(const std::string& path, MemoryTree tree,
                      const EnvironmentSettings& settings) {
  EXPECT_EQ(count(read_environment(settings, tree), Code::NoRegularFile), 0u);
  tree.modules = {path, "elsewhere/module"};
  return count(read_environment(settings, tree), Code::NoRegularFile);
}

TEST(FoldersOfValues, WithASubmoduleAreNotReadInWhole) {
  const ToolchainSite site = ToolchainSite().with("app", "[users]");

  EXPECT_EQ(told_with("services/module", MemoryTree(site.files), site.settings()), 1u);
  EXPECT_EQ(told_with("applications/module", MemoryTree(today_repo(kOwn, kOwnRule)),
                      {.name = EnvironmentName{"prod"}, .dialect = "phalanx"}),
            1u);
  EXPECT_EQ(
      told_with("here/module", MemoryTree(RepoFiles{{"here/a.yaml", "name: b\norg_name: o\n"}}),
                {.name = EnvironmentName{"x"}, .dialect = "opta", .folder = "here"}),
      1u);
}

}  // namespace
}  // namespace pgberth::testing
