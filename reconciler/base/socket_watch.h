#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

namespace pgberth {

/// Ends conversations that take too long: a socket whose time is over is shut down, and whoever
/// waits for the other side sees its end. For libraries that wait without a bound. Thread-safe; it
/// has one thread, from the first socket on.
class SocketWatch {
  struct Watched {
    int socket;
    std::chrono::steady_clock::time_point until;
    bool over = false;
  };

 public:
  SocketWatch() = default;
  SocketWatch(const SocketWatch&) = delete;
  SocketWatch& operator=(const SocketWatch&) = delete;

  /// Watches one socket for as long as it lives. The socket must be open until then.
  class Guard {
   public:
    Guard(SocketWatch& watch, int socket, std::chrono::milliseconds patience);
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    ~Guard();

    /// Whether the socket was shut down.
    bool over() const;

   private:
    SocketWatch& watch_;
    std::list<Watched>::iterator mine_{};
  };

 private:
  void run(const std::stop_token& stop);

  std::mutex busy_{};
  std::condition_variable_any sooner_{};
  std::list<Watched> watched_{};
  std::chrono::steady_clock::time_point next_{};  ///< When the thread looks again.
  std::jthread thread_{};
};

}  // namespace pgberth
