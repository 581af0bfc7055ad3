#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/harness.h"
#include "tests/support/print_plan.h"

namespace pgberth {
namespace {

/// Plans `claims` in an empty world, carries the plan out, and plans again.
std::string story(const Claims& claims) {
  Harness harness;

  const std::string first = print(harness.pass(claims, true).plan);
  const std::string second = print(harness.pass(claims, false).plan);

  return "# in an empty world\n" + first + "# after it was carried out\n" + second;
}

TEST(PlanGolden, PushedCredential) {
  expect_golden("plan/golden/pushed.txt", story(pushed_claim()));
}

TEST(PlanGolden, LocalCredentialWithReadyMark) {
  expect_golden("plan/golden/local.txt", story(local_claim()));
}

TEST(PlanGolden, PushedCredentialWithLocalCopy) {
  expect_golden("plan/golden/pushed-and-local.txt", story(pushed_and_local_claim()));
}

TEST(PlanGolden, KeyInASharedEntryWithACopy) {
  Harness harness;
  harness.vault.put("secret/prod/postgres", {{"root_password", "kept"}});
  harness.vault.put("secret/prod/gafaelfawr", {{"session-secret", "kept"}});

  const std::string plan = print(harness.pass(shared_key_claim(), true).plan);

  expect_golden("plan/golden/shared-key.txt", plan);
  EXPECT_EQ(harness.vault.entry("secret/prod/postgres").at("root_password"), "kept");
  EXPECT_EQ(harness.vault.entry("secret/prod/postgres").at("gafaelfawr_password"),
            harness.vault.entry("secret/prod/gafaelfawr").at("database-password"));
}

TEST(PlanGolden, DatabaseWithTwoNamespaces) {
  expect_golden("plan/golden/two-namespaces.txt", story(two_namespaces_claims()));
}

TEST(PlanGolden, LinkWithAPlaceholder) {
  Harness harness;
  harness.kubernetes.put("app/secret", {{"PGUSER", "UNKNOWN_SEE_ORIGINAL_DB"},
                                        {"PGPASSWORD", "UNKNOWN_SEE_ORIGINAL_DB"},
                                        {"PGDATABASE", "UNKNOWN_SEE_ORIGINAL_DB"},
                                        {"PGHOST", "db.example.internal"}});

  const std::string first = print(harness.pass(linked_claim(), true).plan);
  const std::string second = print(harness.pass(linked_claim(), false).plan);

  expect_golden("plan/golden/linked.txt", first + "# after it was carried out\n" + second);
  EXPECT_EQ(harness.kubernetes.entry("app/secret").at("PGPASSWORD"), "UNKNOWN_SEE_ORIGINAL_DB");
  EXPECT_EQ(harness.kubernetes.entry("app/manual-secrets").at("PGPASSWORD"),
            "the-instance-password");
}

}  // namespace
}  // namespace pgberth
