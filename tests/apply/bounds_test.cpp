#include <gtest/gtest.h>

#include "tests/support/harness.h"
#include <algorithm>

namespace pgberth {
namespace {

const EnvironmentName kProd{"prod"};

/// What an apply comes to that may go no further than `bounds`.
PassReport applied_within(Harness& harness, const Claims& claims, const Bounds& bounds) {
  return run_pass({.claims = claims}, harness.world, {.apply = true, .bounds = {{kProd, bounds}}});
}

std::ptrdiff_t told(const PassReport& report) {
  return std::ranges::count(report.findings, Code::OutOfBounds, &Finding::code);
}

TEST(BoundsOfAPass, KeepAForeignEntryFromBeingReadOrMade) {
  Harness harness;

  const PassReport report = applied_within(harness, pushed_claim(), {.entries = {"other-*"}});

  EXPECT_EQ(told(report), 1);
  EXPECT_EQ(harness.aws.entries_read(), 0u);
  EXPECT_TRUE(harness.aws.entries().empty());
  EXPECT_EQ(harness.world.login_of(kServer).host, "") << "nobody was contacted";
}

TEST(BoundsOfAPass, HoldAlsoForAHostThatOnlyAnEntryNames) {
  Harness harness;
  Claims claims = pushed_claim();
  claims.servers.at(kServer).admin[Field::Host] =
      KeyRef{{{StoreKind::Aws}, std::string("prod-master")}, "host"};
  harness.aws.put("prod-master", {{"host", "db.example.internal"}});
  const std::string before = harness.snapshot();

  const PassReport report = applied_within(harness, claims, {.hosts = {"*.of-prod.internal"}});

  EXPECT_EQ(told(report), 1);
  EXPECT_EQ(harness.snapshot(), before);
  EXPECT_EQ(harness.world.login_of(kServer).host, "") << "nobody was contacted";
}

}  // namespace
}  // namespace pgberth
