#pragma once

#include <atomic>
#include <csignal>
#include <stop_token>
#include <thread>

namespace pgberth {

/// As long as it lives, the first SIGINT or SIGTERM asks for a stop instead of ending the process;
/// the second one ends it. To be made before there are other threads, which then inherit that they
/// are not interrupted.
class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  std::stop_token token() const { return stop_.get_token(); }

 private:
  void listen();

  sigset_t before_{};
  std::stop_source stop_{};
  std::atomic<bool> ended_ = false;
  std::thread listener_{};
};

}  // namespace pgberth
