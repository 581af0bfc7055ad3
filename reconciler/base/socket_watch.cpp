#include "reconciler/base/socket_watch.h"

#include <algorithm>
#include <sys/socket.h>

namespace pgberth {
namespace {

using Time = std::chrono::steady_clock::time_point;

constexpr std::chrono::hours kNobody{1};  ///< How long the thread sleeps when nothing is watched.

}  // namespace

SocketWatch::Guard::Guard(SocketWatch& watch, int socket, std::chrono::milliseconds patience)
    : watch_(watch) {
  const std::lock_guard lock(watch_.busy_);
  if (!watch_.thread_.joinable())  // Before there is anything to watch that could stay behind.
    watch_.thread_ = std::jthread([&watch](const std::stop_token& stop) { watch.run(stop); });
  const Time until = std::chrono::steady_clock::now() + patience;
  mine_ = watch_.watched_.insert(watch_.watched_.end(), {.socket = socket, .until = until});
  if (until < watch_.next_) {
    watch_.next_ = until;
    watch_.sooner_.notify_one();
  }
}

SocketWatch::Guard::~Guard() {
  const std::lock_guard lock(watch_.busy_);
  watch_.watched_.erase(mine_);
}

bool SocketWatch::Guard::over() const {
  const std::lock_guard lock(watch_.busy_);
  return mine_->over;
}

void SocketWatch::run(const std::stop_token& stop) {
  std::unique_lock lock(busy_);
  while (!stop.stop_requested()) {
    const Time now = std::chrono::steady_clock::now();
    next_ = now + kNobody;
    for (Watched& one : watched_) {
      if (one.over) continue;
      if (one.until <= now) {
        one.over = true;
        shutdown(one.socket, SHUT_RDWR);
      } else {
        next_ = std::min(next_, one.until);
      }
    }
    const Time until = next_;
    sooner_.wait_until(lock, stop, until, [&] { return next_ < until; });
  }
}

}  // namespace pgberth
