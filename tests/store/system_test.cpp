#include "reconciler/adapters/system/system_clock.h"
#include "reconciler/adapters/system/system_entropy.h"
#include "reconciler/model/document.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace pgberth {
namespace {

TEST(SystemEntropy, DrawsTheLengthAndTheAlphabetAskedFor) {
  SystemEntropy entropy;

  for (const std::size_t length : {0u, 1u, 32u, 64u, 1000u}) {
    const auto text = entropy.text(characters(Alphabet::AlphaNumeric), length);
    EXPECT_EQ(text.reveal().size(), length);
    EXPECT_EQ(text.reveal().find_first_not_of(characters(Alphabet::AlphaNumeric)),
              std::string_view::npos);
  }
  EXPECT_EQ(entropy.text("x", 5).reveal(), "xxxxx");
}

TEST(SystemEntropy, RepeatsNothing) {
  SystemEntropy entropy;
  std::set<std::string> seen;

  for (int i = 0; i < 1000; ++i)
    seen.emplace(entropy.text(characters(Alphabet::AlphaNumeric), 32).reveal());

  EXPECT_EQ(seen.size(), 1000u);
}

TEST(SystemEntropy, DrawsEachCharacterEvenly) {
  // 171 of 256: without rejection the first 85 characters would come twice as often.
  std::string alphabet;
  for (int i = 0; i < 171; ++i) alphabet += static_cast<char>(i + 1);
  constexpr std::size_t draws = std::size_t{171} * 2000;
  SystemEntropy entropy;

  const auto text = entropy.text(alphabet, draws);

  std::map<char, int> counts;
  for (const char c : text.reveal()) ++counts[c];
  ASSERT_EQ(counts.size(), alphabet.size());
  for (const auto& [c, count] : counts) {  // Six standard deviations of 45.
    EXPECT_GT(count, 2000 - 270);
    EXPECT_LT(count, 2000 + 270);
  }
}

TEST(SystemEntropy, StaysBelowItsBound) {
  SystemEntropy entropy;
  std::map<std::size_t, int> counts;

  for (int i = 0; i < 3000; ++i) ++counts[entropy.below(3)];

  EXPECT_EQ(counts.size(), 3u);
  for (const auto& [value, count] : counts) {
    EXPECT_LT(value, 3u);
    EXPECT_GT(count, 800);
  }
  EXPECT_EQ(entropy.below(0), 0u);
  EXPECT_EQ(entropy.below(1), 0u);
}

TEST(SystemClock, SleepsAtLeastAsLongAsAsked) {
  SystemClock clock;
  const auto before = clock.now();

  clock.sleep(std::chrono::milliseconds(20));

  EXPECT_GE(clock.now() - before, std::chrono::milliseconds(20));
}

}  // namespace
}  // namespace pgberth
