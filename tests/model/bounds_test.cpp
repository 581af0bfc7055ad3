#include "reconciler/model/bounds.h"

#include <gtest/gtest.h>

#include "tests/support/claims.h"

namespace pgberth {
namespace {

const EnvironmentName kProd{"prod"};

std::size_t blocked(const Claims& claims) {
  std::size_t count = 0;
  for (const auto& [id, claim] : claims.claims) count += claim.blocked ? 1 : 0;
  return count;
}

TEST(Fits, TakesAStarForAnyTextAndAQuestionMarkForOneCharacter) {
  EXPECT_TRUE(fits("qa-fence-creds", "qa-*"));
  EXPECT_TRUE(fits("", "*"));
  EXPECT_TRUE(fits("abcabc", "*abc"));
  EXPECT_TRUE(fits("a.b", "a?b"));
  EXPECT_FALSE(fits("qa", "qa-*"));
  EXPECT_FALSE(fits("prod-qa-fence", "qa-*"));
  EXPECT_FALSE(fits("abc", "ab"));
  EXPECT_FALSE(fits("", "?"));
}

TEST(Bounds, LetPassWhatIsTheEnvironmentsOwn) {
  Claims claims = pushed_claim();

  const Findings findings =
      keep_within({{kProd, {.entries = {"prod-*"}, .namespaces = {"prod"}}}}, claims);

  EXPECT_TRUE(findings.empty());
  EXPECT_EQ(blocked(claims), 0U);
}

TEST(Bounds, BlockAClaimThatNamesAForeignEntry) {
  Claims claims = pushed_claim();

  const Findings findings = keep_within({{kProd, {.entries = {"other-*"}}}}, claims);

  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().code, Code::OutOfBounds);
  EXPECT_NE(findings.front().what.find("prod-fence-creds"), std::string::npos);
  EXPECT_EQ(blocked(claims), 1U);
}

TEST(Bounds, BlockAClaimInAnotherNamespace) {
  Claims claims = local_claim();

  EXPECT_EQ(keep_within({{kProd, {.namespaces = {"staging"}}}}, claims).size(), 1U);
  EXPECT_EQ(blocked(claims), 1U);
}

TEST(Bounds, BlockAClaimOnAForeignHost) {
  Claims claims = local_claim();

  EXPECT_EQ(keep_within({{kProd, {.hosts = {"*.other.internal"}}}}, claims).size(), 1U);
  EXPECT_EQ(blocked(claims), 1U);
}

TEST(Bounds, BlockAClaimWhoseAdminLoginIsAForeignMasterSecret) {
  Claims claims = local_claim();
  claims.servers.at(kServer).admin[Field::Password] =
      KeyRef{{{StoreKind::Aws}, "other-master"}, "password"};

  EXPECT_EQ(keep_within({{kProd, {.entries = {"prod-*"}}}}, claims).size(), 1U);
  EXPECT_EQ(blocked(claims), 1U);
}

TEST(Bounds, AreOfOneEnvironmentAlone) {
  Claims claims = local_claim();

  EXPECT_TRUE(keep_within({{EnvironmentName{"qa"}, {.namespaces = {"qa"}}}}, claims).empty());
  EXPECT_EQ(blocked(claims), 0U);
}

}  // namespace
}  // namespace pgberth
