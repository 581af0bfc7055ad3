#include "reconciler/model/accepted.h"

#include <gtest/gtest.h>

namespace pgberth {
namespace {

constexpr std::chrono::sys_days kDay =
    std::chrono::sys_days(std::chrono::year(2026) / std::chrono::month(6) / std::chrono::day(30));
const ClaimId kFence{"qa/fence"};
const ClaimId kIndexd{"qa/indexd"};

std::vector<Accepted> accepted() {
  return {{.code = Code::SharedEntry, .claim = kFence, .reason = "so", .until = kDay, .at = {}}};
}

Findings shared(std::set<ClaimId> claims) {
  return {{.code = Code::SharedEntry, .what = "shared", .claims = std::move(claims)}};
}

TEST(Accepted, SilencesTheFindingOfItsClaimOnItsLastDay) {
  Findings findings = shared({kFence});

  EXPECT_EQ(silence(accepted(), kDay, findings), 1U);
  EXPECT_TRUE(findings.empty());
}

TEST(Accepted, LeavesTheFindingToOtherClaims) {
  Findings findings = shared({kFence, kIndexd});

  EXPECT_EQ(silence(accepted(), kDay, findings), 1U);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().claims, std::set{kIndexd});
}

TEST(Accepted, LeavesOtherFindingsAlone) {
  Findings findings = shared({kIndexd});
  findings.push_back({.code = Code::Mismatch, .what = "refused", .claims = {kFence}});

  EXPECT_EQ(silence(accepted(), kDay, findings), 0U);
  EXPECT_EQ(findings.size(), 2U);
}

TEST(Accepted, IsToldOfWhenItsTimeIsOver) {
  Findings findings = shared({kFence});

  EXPECT_EQ(silence(accepted(), kDay + std::chrono::days(1), findings), 0U);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings.back().code, Code::AcceptEnded);
  EXPECT_EQ(findings.back().what, "accepting W211 of \"qa/fence\" ended on 2026-06-30");
}

}  // namespace
}  // namespace pgberth
