// Words of the policy, dialect by dialect: what a dialect cannot follow is told where it stands.

#include <gtest/gtest.h>

#include "tests/support/opta_values.h"
#include "tests/support/toolchain_site.h"
#include "tests/support/values_tree.h"
#include <algorithm>
#include <string>

namespace pgberth::testing {
namespace {

const SourcePos kAt{"pgberth.yaml", 7, 20};

/// The words told about at kAt.
std::string refused(const Desired& desired) {
  std::string words;
  for (const Finding& finding : desired.findings)
    if (finding.code == Code::BadSettings && finding.where == kAt) words += finding.what + "\n";
  return words;
}

Desired read_opta(const Policy& policy) {
  MemoryTree tree(std::map<std::string, std::string>{
      {"app.yaml",
       "name: app\nproviders: {aws: {}}\nmodules:\n"
       "  - {type: k8s-service, name: web, links: [db]}\n  - {name: db, type: postgres}\n"}});
  EnvironmentSettings settings{
      .name = EnvironmentName{"prod"}, .dialect = "opta", .files = {"app.yaml"}, .policy = policy};
  settings.options = options_from("modules: {app.db: {host: db, password: {file: secret}}}\n");
  return read_environment(settings, tree);
}

Desired read_toolchain(const Policy& policy) {
  const ToolchainSite site = ToolchainSite{}.with("users-ui", "[users]");
  EnvironmentSettings settings = site.settings();
  settings.policy = policy;
  MemoryTree tree(site.files);
  return read_environment(settings, tree);
}

Desired read_phalanx(const Policy& policy) {
  MemoryTree tree(std::map<std::string, std::string>{
      {"environments/values.yaml", "name: \"\"\n"},
      {"environments/values-prod.yaml",
       "name: prod\nvaultPathPrefix: secret/prod\napplications: {postgres: true}\n"},
      {"applications/postgres/values-prod.yaml", "x_db: {user: x, db: x}\n"},
      {"applications/postgres/secrets.yaml", "x_password: {generate: {type: password}}\n"}});
  return read_environment({.name = EnvironmentName{"prod"}, .dialect = "phalanx", .policy = policy},
                          tree);
}

TEST(Policy, ThatNoMirrorCanFollowIsToldWhereItStands) {
  const Policy copy{.mirror = Policy::Mirror::Copy, .mirror_at = kAt};

  for (const auto& read : {read_opta, read_toolchain, read_phalanx})
    EXPECT_EQ(refused(read(copy)).find("policy \"mirror: copy\" cannot be followed here: "), 0u);
}

TEST(Policy, ThatNoEntryCanFollowIsToldWhereItStands) {
  const Policy pull{.pull = Policy::Pull::Create, .pull_at = kAt};

  for (const auto& read : {read_opta, read_toolchain, read_phalanx}) {
    const Desired desired = read(pull);
    EXPECT_EQ(refused(desired).find("policy \"pull: create\" cannot be followed here: "), 0u);
    EXPECT_FALSE(desired.claims.claims.empty());
    for (const auto& [id, claim] : desired.claims.claims) EXPECT_FALSE(claim.blocked) << id.str();
  }
}

TEST(Policy, ThatIsTheDefaultIsToldNowhere) {
  const Policy defaults{.create_at = kAt, .pull_at = kAt, .local_secret_at = kAt};

  for (const auto& read : {read_opta, read_toolchain, read_phalanx})
    EXPECT_EQ(refused(read(defaults)), "");
}

TEST(Policy, CannotLetDatabasesBeMadeThatAreTerraforms) {
  const Policy always{.create = Policy::Create::Always, .create_at = kAt};

  EXPECT_EQ(refused(read_opta(always)).find("policy \"create: always\" cannot be followed"), 0u);
  EXPECT_EQ(refused(read_toolchain(always)), "");
  EXPECT_EQ(refused(read_phalanx(always)), "");
}

TEST(Policy, LeavesTheSecretsOfLinksToOthers) {
  const Desired mine = read_opta({});
  const Desired theirs = read_opta({.local_secret = Policy::LocalSecret::Expect});

  for (const Place& place : mine.claims.claims.begin()->second.places)
    EXPECT_TRUE(place.may_create());
  for (const Place& place : theirs.claims.claims.begin()->second.places)
    EXPECT_FALSE(place.may_create());
}

}  // namespace
}  // namespace pgberth::testing
