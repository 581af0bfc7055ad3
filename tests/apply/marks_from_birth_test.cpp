// A store that takes no key later holds the ready mark from the birth of the entry.

#include <gtest/gtest.h>

#include "tests/support/harness.h"
#include <algorithm>

namespace pgberth {
namespace {

TEST(MarksFromBirth, AreLeftToNobodyElse) {
  Harness harness;
  Claims claims = pushed_claim();
  Claim& claim = claims.claims.begin()->second;
  claim.ready = {{.key = {.entry = claim.places.front().entry, .key = "dbcreated"},
                  .value = "true",
                  .by_hand = true}};

  const PassReport report = harness.pass(claims, true);

  EXPECT_TRUE(report.applied->all_done());
  EXPECT_EQ(harness.aws.entry(*claim.places.front().entry.path).at("dbcreated"), "true");
  EXPECT_TRUE(std::ranges::none_of(
      report.findings, [](const Finding& finding) { return finding.code == Code::KeyNotGranted; }));
}

}  // namespace
}  // namespace pgberth
