#include "reconciler/adapters/postgres/connect.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

// A server that is not what it says it is: it asks for the password in ways that give it away.

namespace pgberth {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

const std::string kAskSasl = "R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0"s;
const std::string kAskInClear = "R\0\0\0\x08\0\0\0\x03"s;
const std::string kAskForMd5 = "R\0\0\0\x0c\0\0\0\x05salt"s;

/// Takes one client, says `parts` with pauses in between and hears what comes back.
class FakeServer {
 public:
  explicit FakeServer(std::vector<std::string> parts) : parts_(std::move(parts)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 1), 0);
    EXPECT_EQ(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
  }
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;
  ~FakeServer() {
    if (thread_.joinable()) thread_.join();
    close(listener_);
  }

  std::string port() const { return std::to_string(port_); }
  /// All that the client sent.
  const std::string& heard() {
    if (thread_.joinable()) thread_.join();
    return heard_;
  }

 private:
  void listen_for(int client, std::chrono::milliseconds time) {
    pollfd watched{.fd = client, .events = POLLIN, .revents = 0};
    std::array<char, 4096> buffer{};
    while (poll(&watched, 1, static_cast<int>(time.count())) > 0) {
      const ssize_t count = recv(client, buffer.data(), buffer.size(), 0);
      if (count <= 0) return;
      heard_.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }
  void serve() {
    pollfd watched{.fd = listener_, .events = POLLIN, .revents = 0};
    if (poll(&watched, 1, 5'000) <= 0) return;
    const int client = accept(listener_, nullptr, nullptr);
    listen_for(client, 100ms);
    for (const std::string& part : parts_) {
      send(client, part.data(), part.size(), MSG_NOSIGNAL);
      listen_for(client, 100ms);
    }
    close(client);
  }

  std::vector<std::string> parts_;
  std::string heard_;
  int listener_ = socket(AF_INET, SOCK_STREAM, 0);
  unsigned short port_ = 0;
  std::jthread thread_;
};

ServerAddress address_of(const FakeServer& server, bool weak = false) {
  return {.host = "127.0.0.1",
          .port = server.port(),
          .user = "admin",
          .sslmode = "disable",
          .allow_weak_authentication = weak,
          .patience = {.connect = 2s}};
}

/// What came of a try to log in there.
std::string try_to_connect(const ServerAddress& address) {
  const Secret password("Zq8-given-away");
  try {
    connect(address, {.database = DatabaseName("postgres"), .user = "admin", .password = password});
  } catch (const ConnectFailed& failed) {
    return failed.kind == ConnectFailed::Kind::Weak ? "weak" : failed.what();
  }
  return "connected";
}

class WeakAuthentication : public testing::TestWithParam<std::vector<std::string>> {};

INSTANTIATE_TEST_SUITE_P(
    Requests, WeakAuthentication,
    testing::Values(std::vector{kAskInClear}, std::vector{kAskForMd5},
                    // in pieces, so that no look at the socket sees the whole request
                    std::vector{"R"s, "\0\0\0\x08"s, "\0\0"s, "\0\x03"s},
                    std::vector{kAskInClear.substr(0, 5), kAskInClear.substr(5)},
                    // behind something harmless
                    std::vector{kAskSasl + kAskInClear}, std::vector{kAskSasl, kAskInClear},
                    std::vector{"N\0\0\0\x0cSNOTE\0\0\0"s + kAskInClear}));

TEST_P(WeakAuthentication, IsRefusedBeforeThePasswordIsSent) {
  FakeServer server(GetParam());

  EXPECT_EQ(try_to_connect(address_of(server)), "weak");

  EXPECT_EQ(server.heard().find("Zq8-given-away"), std::string::npos);
}

TEST(WeakAuthenticationAllowed, SendsThePasswordWhereTheOperatorSaysSo) {
  FakeServer server({kAskInClear});

  EXPECT_NE(try_to_connect(address_of(server, true)), "weak");

  EXPECT_NE(server.heard().find("Zq8-given-away"), std::string::npos);
}

TEST(Connect, GivesUpOnAServerThatNeverAnswers) {
  const FakeServer server({"R"s, ""s, ""s, ""s});
  ServerAddress address = address_of(server);
  address.patience.connect = 150ms;

  EXPECT_EQ(try_to_connect(address), "no answer within the time allowed");
}

TEST(Connect, KeepsWhatTheServerRemarksFromStderr) {
  const FakeServer server({"R\0\0\0\x08\0\0\0\0N\0\0\0\x13SNOTICE\0Mhear\0\0"s});
  testing::internal::CaptureStderr();

  const std::string answer = try_to_connect(address_of(server));

  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_NE(answer, "connected");
}

TEST(Connect, DoesNotTalkInClearWhereTlsIsWanted) {
  FakeServer server({"N"s, kAskInClear});
  ServerAddress address = address_of(server);
  address.sslmode = "verify-full";

  EXPECT_NE(try_to_connect(address), "connected");

  EXPECT_EQ(server.heard().find("Zq8-given-away"), std::string::npos);
  EXPECT_EQ(server.heard().find("admin"), std::string::npos);
}

}  // namespace
}  // namespace pgberth
