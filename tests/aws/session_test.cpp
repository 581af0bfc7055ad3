#include "reconciler/adapters/aws/aws_session.h"
#include "reconciler/adapters/secrets_manager/call_budget.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"
#include <chrono>
#include <optional>
#include <string>

namespace pgberth {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// Gives out credentials that are good for a while, each under a key id of its own.
class Mint {
 public:
  explicit Mint(ManualClock& clock) : clock_(clock) {}

  Result<AwsCredentials> draw() {
    ++drawn;
    if (broken) return Error{.code = Code::StoreUnreachable, .what = "nobody answers"};
    AwsCredentials credentials{.key_id = "KEY" + std::to_string(drawn), .secret = Secret{"secret"}};
    if (good_for) credentials.until = std::chrono::floor<seconds>(clock_.wall()) + *good_for;
    return credentials;
  }

  int drawn = 0;
  bool broken = false;
  std::optional<seconds> good_for{};

 private:
  ManualClock& clock_;
};

struct Bench {
  ManualClock clock{};
  AwsTime time{clock};
  Mint mint{clock};
  AwsSession session{[this] { return mint.draw(); }, time, clock};

  std::string key() {
    const auto held = session.current();
    return held ? (*held)->key_id : to_string(held.error().code);
  }
};

TEST(AwsSession, KeepsCredentialsThatDoNotEnd) {
  Bench bench;

  EXPECT_EQ(bench.key(), "KEY1");
  bench.clock.advance(std::chrono::hours{24});

  EXPECT_EQ(bench.key(), "KEY1");
}

TEST(AwsSession, DrawsOthersFiveMinutesBeforeTheEnd) {
  Bench bench;
  bench.mint.good_for = minutes{60};

  EXPECT_EQ(bench.key(), "KEY1");
  bench.clock.advance(minutes{54});
  EXPECT_EQ(bench.key(), "KEY1");
  bench.clock.advance(minutes{2});

  EXPECT_EQ(bench.key(), "KEY2");
}

TEST(AwsSession, NeverSignsWithWhatHasEnded) {
  Bench bench;
  bench.mint.good_for = seconds{30};
  const auto begin = bench.clock.passed();

  while (bench.clock.passed() - begin < minutes{10}) {
    const auto held = bench.session.current();
    ASSERT_TRUE(held);
    ASSERT_GT(*(*held)->until, bench.time.now());
    bench.clock.advance(std::chrono::milliseconds{700});
  }

  EXPECT_LE(bench.mint.drawn, 31);
}

TEST(AwsSession, GoesOnToTheEndWithWhatItHasWhenThereAreNoOthers) {
  Bench bench;
  bench.mint.good_for = minutes{60};
  EXPECT_EQ(bench.key(), "KEY1");
  bench.mint.broken = true;

  bench.clock.advance(minutes{58});
  EXPECT_EQ(bench.key(), "KEY1");
  const int drawn = bench.mint.drawn;
  EXPECT_EQ(bench.key(), "KEY1");
  EXPECT_EQ(bench.mint.drawn, drawn);  // Nobody is asked again at once.
  bench.clock.advance(minutes{3});

  EXPECT_EQ(bench.key(), to_string(Code::StoreUnreachable));
}

TEST(AwsSession, DrawsOthersOnceForAllWhoWereRefused) {
  Bench bench;
  const auto first = *bench.session.current();

  const auto one = bench.session.instead_of(first);
  const auto other = bench.session.instead_of(first);

  ASSERT_TRUE(one && other);
  EXPECT_EQ((*one)->key_id, "KEY2");
  EXPECT_EQ((*other)->key_id, "KEY2");
}

TEST(CallBudget, LetsACallThroughAsOftenAsItMay) {
  ManualClock clock;
  CallBudget budget(10, clock);

  for (int call = 0; call < 10; ++call) budget.take();
  EXPECT_EQ(clock.passed(), seconds{0});
  for (int call = 0; call < 20; ++call) budget.take();

  EXPECT_GE(clock.passed(), std::chrono::milliseconds{1'990});
  EXPECT_LE(clock.passed(), std::chrono::milliseconds{2'100});
}

TEST(CallBudget, SlowsDownWhenRefusedAndComesBack) {
  ManualClock clock;
  CallBudget budget(10, clock);
  const auto time_of_ten = [&] {
    const auto begin = clock.passed();
    for (int call = 0; call < 10; ++call) budget.take();
    return clock.passed() - begin;
  };
  time_of_ten();

  for (int refusal = 0; refusal < 20; ++refusal) budget.refused();
  const auto slow = time_of_ten();
  for (int answer = 0; answer < 20; ++answer) budget.answered();
  time_of_ten();

  EXPECT_GE(slow, seconds{8});
  EXPECT_LE(time_of_ten(), std::chrono::milliseconds{1'100});
}

}  // namespace
}  // namespace pgberth
