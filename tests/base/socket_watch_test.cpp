#include "reconciler/base/socket_watch.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>

namespace pgberth {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

struct Pair {
  std::array<int, 2> ends{};
  Pair() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0); }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  ~Pair() {
    for (const int end : ends) close(end);
  }
  ssize_t read() const {
    char one = 0;
    return recv(ends[0], &one, 1, 0);
  }
};

TEST(SocketWatch, EndsAWaitForAnswerThatDoesNotCome) {
  SocketWatch watch;
  const Pair pair;
  const SocketWatch::Guard guard(watch, pair.ends[0], milliseconds{20});

  EXPECT_EQ(pair.read(), 0);  // Without the watch it would wait for ever.
  EXPECT_TRUE(guard.over());
}

TEST(SocketWatch, LooksAtTheSoonestOfManyWhenItComesLast) {
  SocketWatch watch;
  const Pair slow;
  const Pair quick;
  const SocketWatch::Guard patient(watch, slow.ends[0], hours{2});
  const SocketWatch::Guard impatient(watch, quick.ends[0], milliseconds{20});

  EXPECT_EQ(quick.read(), 0);
  EXPECT_TRUE(impatient.over());
  EXPECT_FALSE(patient.over());
}

TEST(SocketWatch, LeavesASocketAloneOnceItsGuardIsGone) {
  SocketWatch watch;
  const Pair pair;
  const Pair other;
  {
    const SocketWatch::Guard guard(watch, pair.ends[0], milliseconds{10});
  }
  const SocketWatch::Guard later(watch, other.ends[0], milliseconds{30});
  EXPECT_EQ(other.read(), 0);  // By now the first one's time is over.

  EXPECT_EQ(send(pair.ends[1], "x", 1, MSG_NOSIGNAL), 1);
  EXPECT_EQ(pair.read(), 1);
}

}  // namespace
}  // namespace pgberth
