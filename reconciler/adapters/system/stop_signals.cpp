#include "reconciler/adapters/system/stop_signals.h"

#include <csignal>
#include <unistd.h>

namespace pgberth {
namespace {

constexpr int kEnough = SIGUSR1;  ///< Sent by the destructor: nobody listens any more.

sigset_t listened_to() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, kEnough}) sigaddset(&set, signal);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t set = listened_to();
  pthread_sigmask(SIG_BLOCK, &set, &before_);
  listener_ = std::thread([this] { listen(); });
}

StopSignals::~StopSignals() {
  ended_ = true;
  pthread_kill(listener_.native_handle(), kEnough);
  listener_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void StopSignals::listen() {
  const sigset_t set = listened_to();
  int signal = 0;
  while (sigwait(&set, &signal) == 0 && !ended_) {
    if (signal == kEnough || stop_.request_stop()) continue;
    _exit(128 + signal);
  }
}

}  // namespace pgberth
