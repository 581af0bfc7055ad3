#include "reconciler/service/connections.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <list>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

using Time = std::chrono::steady_clock::time_point;

constexpr int kMostConnections = 64;
constexpr std::size_t kLongestHead = 8192;
constexpr std::chrono::milliseconds kBreath{100};
constexpr std::chrono::seconds kToSay{5};  ///< Of a whole conversation.

class Socket {
 public:
  explicit Socket(int number) : number_(number) {}
  Socket(Socket&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (number_ >= 0) close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

struct Connection {
  Socket socket;
  Time until;
  std::string head{};
  std::string answer{};
  std::size_t said = 0;
  bool over = false;

  bool answering() const { return !answer.empty(); }
};

/// Reads what is there; the head ends with an empty line.
void listen_to(Connection& connection, const Connections::Answer& answer) {
  std::array<char, 2048> block{};
  const ssize_t count = recv(connection.socket.number(), block.data(), block.size(), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  connection.over = count <= 0;
  if (connection.over) return;
  connection.head.append(block.data(), static_cast<std::size_t>(count));
  if (connection.head.find("\r\n\r\n") != std::string::npos)
    connection.answer = answer(connection.head);
  else
    connection.over = connection.head.size() > kLongestHead;
}

void speak_to(Connection& connection) {
  const ssize_t count =
      send(connection.socket.number(), connection.answer.data() + connection.said,
           connection.answer.size() - connection.said, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  connection.said += count > 0 ? static_cast<std::size_t>(count) : 0;
  connection.over = count <= 0 || connection.said == connection.answer.size();
}

/// One more; too many of them cost the one that has been there for longest.
void accept_from(int listening, std::list<Connection>& connections) {
  Socket socket(accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (socket.number() < 0) {
    // Without a free descriptor the one at the door stays there: do not ask again at once.
    if (errno == EMFILE || errno == ENFILE) std::this_thread::sleep_for(kBreath);
    return;
  }
  if (std::cmp_greater_equal(connections.size(), kMostConnections)) connections.pop_front();
  connections.push_back(
      {.socket = std::move(socket), .until = std::chrono::steady_clock::now() + kToSay});
}

/// Until something happens, or the first of the connections has taken too long.
void wait_for(std::vector<pollfd>& watched, const std::list<Connection>& connections) {
  int most = -1;
  if (!connections.empty()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        connections.front().until - std::chrono::steady_clock::now());
    most = static_cast<int>(std::max<std::int64_t>(left.count(), 0));
  }
  poll(watched.data(), watched.size(), most);
}

}  // namespace

Connections::Connections(int listening, Answer answer)
    : answer_(std::move(answer)), wake_(eventfd(0, EFD_CLOEXEC)) {
  if (wake_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  listen(listening, kMostConnections);  // So many may also wait to be let in.
  thread_ = std::thread([this, listening] { run(listening); });
}

Connections::~Connections() {
  eventfd_write(wake_, 1);
  thread_.join();
  close(wake_);
}

void Connections::run(int listening) {
  const Socket door(listening);
  std::list<Connection> connections;  // Those that came first are first, and their time too.
  std::vector<pollfd> watched;
  for (;;) {
    watched = {{.fd = wake_, .events = POLLIN, .revents = 0},
               {.fd = door.number(), .events = POLLIN, .revents = 0}};
    for (const Connection& connection : connections)
      watched.push_back({.fd = connection.socket.number(),
                         .events = static_cast<short>(connection.answering() ? POLLOUT : POLLIN),
                         .revents = 0});
    wait_for(watched, connections);
    if (watched[0].revents != 0) return;
    auto seen = watched.begin() + 2;
    for (Connection& connection : connections)
      if (const short events = (seen++)->revents; events != 0) {
        if (!connection.answering()) listen_to(connection, answer_);
        if (connection.answering() && !connection.over) speak_to(connection);
      }
    const Time now = std::chrono::steady_clock::now();
    std::erase_if(connections, [&](const Connection& one) { return one.over || one.until <= now; });
    if (watched[1].revents != 0) accept_from(door.number(), connections);
  }
}

}  // namespace pgberth
