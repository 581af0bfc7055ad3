#include "reconciler/service/crew.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <stdexcept>

namespace pgberth {
namespace {

TEST(Crew, GoesOnWithOtherWorkWhileSomeTakesLong) {
  Crew crew;
  std::latch end(1);
  std::latch other(1);
  crew.take([&] { end.wait(); }, 2);
  crew.take([&] { other.count_down(); }, 2);

  other.wait();  // For ever, if the first kept it from beginning.
  end.count_down();
  crew.wait();
}

TEST(Crew, DoesNoMoreAtOnceThanAllowed) {
  Crew crew;
  std::atomic<int> now = 0;
  std::atomic<int> most = 0;
  std::atomic<int> done = 0;
  for (int i = 0; i < 200; ++i)
    crew.take(
        [&] {
          const int mine = ++now;
          for (int seen = most; mine > seen && !most.compare_exchange_weak(seen, mine);) {
          }
          ++done;
          --now;
        },
        3);
  crew.wait();

  EXPECT_EQ(done, 200);
  EXPECT_LE(most, 3);
}

TEST(Crew, HandsAnExceptionToWhoeverWaits) {
  Crew crew;
  crew.take([] { throw std::runtime_error("out of order"); }, 1);

  EXPECT_THROW(crew.wait(), std::runtime_error);
  EXPECT_NO_THROW(crew.wait());
}

}  // namespace
}  // namespace pgberth
