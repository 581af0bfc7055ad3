// What becomes of the chart's own Secrets where Argo CD puts them back with each sync.

#include "reconciler/desired/environment.h"

#include <gtest/gtest.h>

#include "tests/support/values_tree.h"

namespace pgberth::testing {
namespace {

TEST(SecretSync, RefusesToCreateASecretThatASyncWouldReplace) {
  EnvironmentSettings settings = one_file();
  settings.sync = SecretSync{.at = {.file = "app.yaml", .line = 7, .column = 3}};

  const Desired desired = desired_of("fence: {enabled: true}\nportal: {enabled: true}\n", settings);

  const Claim& claim = claim_of(desired, "fence");
  EXPECT_FALSE(claim.places.front().may_create());
  EXPECT_FALSE(claim.blocked);
  EXPECT_EQ(count(desired, Code::SecretReplaced), 1U) << "one line, told once";
  EXPECT_TRUE(has_finding(desired, Code::SecretReplaced, "app.yaml:7:3"));
}

TEST(SecretSync, LeavesSecretsAloneThatTheApplicationIgnores) {
  EnvironmentSettings settings = one_file();
  settings.sync = SecretSync{.kept = {{.name_space = "ns1", .name = "fence-dbcreds"},
                                      {.name = "arborist-dbcreds", .key = "username"}}};

  const Desired desired =
      desired_of("fence: {enabled: true}\narborist: {enabled: true}\n", settings);

  EXPECT_TRUE(claim_of(desired, "fence").places.front().may_create());
  EXPECT_FALSE(claim_of(desired, "arborist").places.front().may_create());
}

TEST(SecretSync, IsNoMatterWhereTheChartRendersNoSecret) {
  EnvironmentSettings settings = one_file();
  settings.sync = SecretSync{};

  const Desired desired = desired_of(
      "global: {externalSecrets: {deploy: true, pushSecret: true}}\nfence: {enabled: true}\n",
      settings);

  EXPECT_EQ(count(desired, Code::SecretReplaced), 0U);
  EXPECT_TRUE(claim_of(desired, "fence").places.front().may_create());
}

}  // namespace
}  // namespace pgberth::testing
