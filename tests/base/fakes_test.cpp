// The fakes of time and randomness keep their own promises, or no test that uses them means much.

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"
#include "tests/support/scripted_entropy.h"
#include <chrono>
#include <set>
#include <string>

namespace pgberth {
namespace {

TEST(ScriptedEntropy, RepeatsItselfAndNeverAText) {
  ScriptedEntropy one;
  ScriptedEntropy same;
  ScriptedEntropy other(1);
  std::set<std::string> seen;

  for (int i = 0; i < 1000; ++i) {
    const auto text = one.text("0123456789abcdef", 32);
    ASSERT_EQ(text.reveal(), same.text("0123456789abcdef", 32).reveal());
    ASSERT_NE(text.reveal(), other.text("0123456789abcdef", 32).reveal());
    ASSERT_EQ(text.reveal().size(), 32u);
    seen.emplace(text.reveal());
  }

  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_EQ(one.drawn().size(), 1000u);
  EXPECT_TRUE(seen.contains(one.drawn().back()));
}

TEST(ScriptedEntropy, StaysBelowItsBound) {
  ScriptedEntropy entropy;
  std::set<std::size_t> seen;

  for (int i = 0; i < 100; ++i) seen.insert(entropy.below(3));

  EXPECT_EQ(seen, (std::set<std::size_t>{0, 1, 2}));
  EXPECT_EQ(entropy.below(0), 0u);
}

TEST(ManualClock, MovesOnlyWhenTold) {
  ManualClock clock;
  const auto before = clock.now();

  EXPECT_EQ(clock.now(), before);
  clock.sleep(std::chrono::milliseconds(1500));
  clock.advance(std::chrono::hours(1));

  EXPECT_EQ(clock.now() - before, std::chrono::hours(1) + std::chrono::milliseconds(1500));
  EXPECT_EQ(clock.passed(), std::chrono::hours(1) + std::chrono::milliseconds(1500));
}

}  // namespace
}  // namespace pgberth
