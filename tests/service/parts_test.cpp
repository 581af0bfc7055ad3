#include "reconciler/service/groups.h"
#include "reconciler/service/timetable.h"
#include "reconciler/service/web.h"

#include <gtest/gtest.h>

#include "tests/support/claims.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_entropy.h"
#include <arpa/inet.h>
#include <deque>
#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pgberth {
namespace {

using std::chrono::milliseconds;

constexpr Pace kPace{.interval = milliseconds{1'000}, .jitter = 0, .longest = milliseconds{10'000}};

TEST(Groups, HoldWhatSharesAServerOrAnEntryTogether) {
  const Claims pushed = pushed_claim();
  const Claims shared = shared_key_claim();
  Claims lonely;
  Claims away = pushed_claim();
  away.servers.clear();
  for (auto& [id, claim] : away.claims) {
    claim.server = ServerId{"elsewhere"};
    claim.places.clear();
    claim.credential.clear();
    claim.ready.clear();
  }

  const auto neighbours = groups({{EnvironmentName{"a"}, &pushed},
                                  {EnvironmentName{"b"}, &away},
                                  {EnvironmentName{"c"}, &shared},
                                  {EnvironmentName{"d"}, &lonely}});

  std::vector<Group> found;
  found.reserve(neighbours.size());
  for (const Neighbours& group : neighbours) found.push_back(group.names);
  const std::vector<Group> wanted{
      {EnvironmentName{"a"}, EnvironmentName{"c"}}, {EnvironmentName{"b"}}, {EnvironmentName{"d"}}};
  EXPECT_EQ(found, wanted);
}

TEST(Timetable, DoublesTheWaitUpToTheLongest) {
  ScriptedEntropy entropy;

  EXPECT_EQ(wait_after(0, kPace, entropy), milliseconds{1'000});
  EXPECT_EQ(wait_after(1, kPace, entropy), milliseconds{2'000});
  EXPECT_EQ(wait_after(3, kPace, entropy), milliseconds{8'000});
  EXPECT_EQ(wait_after(4, kPace, entropy), milliseconds{10'000});
  EXPECT_EQ(wait_after(1'000'000, kPace, entropy), milliseconds{10'000});
}

TEST(Timetable, LeavesAloneWhoFailedTwiceAndForgetsItOnSuccess) {
  ScriptedEntropy entropy;
  Timetable table;
  const Timetable::Time now{};

  table.failed("a", now, kPace, entropy);
  EXPECT_FALSE(table.rests("a", now + milliseconds{1}));
  table.failed("a", now, kPace, entropy);
  EXPECT_TRUE(table.rests("a", now + milliseconds{1'999}));
  EXPECT_FALSE(table.rests("a", now + milliseconds{2'000}));
  EXPECT_FALSE(table.rests("b", now));

  table.succeeded("a");
  EXPECT_FALSE(table.rests("a", now + milliseconds{1}));
}

struct Listening {
  ManualClock clock{};
  Metrics metrics{"0"};
  Health health{clock, std::chrono::seconds{60}};
  std::unique_ptr<Web> web = *Web::listen("127.0.0.1:0", health, metrics, clock);
  httplib::Client client{"127.0.0.1", web->port()};
};

TEST(Web, AnswersProbesByTheLoopAlone) {
  Listening one;

  EXPECT_EQ(one.client.Get("/livez")->status, 200);
  EXPECT_EQ(one.client.Get("/readyz")->status, 503);
  one.health.evaluated();
  one.clock.advance(std::chrono::seconds{61});

  EXPECT_EQ(one.client.Get("/readyz")->status, 200);
  EXPECT_EQ(one.client.Get("/livez")->status, 503);
  one.health.beat();
  EXPECT_EQ(one.client.Get("/livez")->status, 200);
}

TEST(Web, ServesFiguresAndNothingElse) {
  Listening one;

  const auto metrics = one.client.Get("/metrics");

  EXPECT_EQ(metrics->status, 200);
  EXPECT_EQ(one.client.Get("/metrics", {{"Range", "bytes=0-,0-,0-"}})->status, 200);  // In one.
  EXPECT_NE(metrics->body.find("pgberth_writes_total 0"), std::string::npos);
  EXPECT_NE(metrics->get_header_value("Content-Type").find("version=0.0.4"), std::string::npos);
  EXPECT_EQ(one.client.Get("/")->status, 404);
  EXPECT_EQ(one.client.Post("/metrics", "x", "text/plain")->status, 404);
}

/// A connection of somebody who does not end what they say.
class SlowClient {
 public:
  explicit SlowClient(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const sockaddr_in address{.sin_family = AF_INET,
                              .sin_port = htons(static_cast<uint16_t>(port)),
                              .sin_addr = {htonl(INADDR_LOOPBACK)},
                              .sin_zero = {}};
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the interface of sockets.
    EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  SlowClient(const SlowClient&) = delete;
  SlowClient& operator=(const SlowClient&) = delete;
  ~SlowClient() { close(socket_); }

  bool say(const std::string& text) const {
    return send(socket_, text.data(), text.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(text.size());
  }
  bool was_cut_off() const {
    char one = 0;
    return recv(socket_, &one, 1, 0) <= 0;
  }

 private:
  int socket_;
};

TEST(Web, AnswersWhileOthersTakeTheirTime) {
  Listening one;
  std::deque<SlowClient> slow;
  for (int i = 0; i < 200; ++i) {
    slow.emplace_back(one.web->port());
    slow.back().say("GET /livez HTTP/1.1\r\nX: ");
  }

  EXPECT_EQ(one.client.Get("/livez")->status, 200);
  EXPECT_TRUE(slow.front().was_cut_off());  // There are too many.
  one.web.reset();                          // It does not wait for them.
}

TEST(Web, CutsOffARequestThatIsTooLong) {
  Listening one;
  const SlowClient endless(one.web->port());
  endless.say("GET /livez HTTP/1.1\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n");

  EXPECT_TRUE(endless.was_cut_off());
  EXPECT_EQ(one.client.Get("/livez")->status, 200);
}

TEST(Web, SaysWhenItCannotListen) {
  Listening one;
  const std::string taken = "127.0.0.1:" + std::to_string(one.web->port());

  for (const std::string& address : {taken, std::string("nonsense"), std::string("127.0.0.1:"),
                                     std::string("127.0.0.1:99999")}) {
    const auto second = Web::listen(address, one.health, one.metrics, one.clock);
    ASSERT_FALSE(second) << address;
    EXPECT_EQ(second.error().code, Code::ServiceAddress);
    EXPECT_NE(second.error().what.find(address), std::string::npos);
  }
}

}  // namespace
}  // namespace pgberth
