#pragma once

#include "reconciler/adapters/http/http_client.h"
#include "reconciler/base/ports.h"

#include <atomic>
#include <chrono>
#include <string>

namespace pgberth {

/// The time as AWS has it: requests that are dated otherwise are refused. Thread-safe.
class AwsTime {
 public:
  explicit AwsTime(Clock& clock) : clock_(clock) {}

  std::chrono::sys_seconds now() const;

  /// How far our clock is behind; 0 as long as AWS did not complain.
  std::chrono::seconds behind() const { return std::chrono::seconds{behind_}; }

  /// How far our clock was behind when AWS answered last, whether it complained or not.
  std::chrono::seconds off() const { return std::chrono::seconds{off_}; }
  void note(const HttpResponse& response);

  /// As the header X-Amz-Date says it: "20261122T150000Z".
  std::string stamp() const;

  /// Takes over the time of `response`, which refuses a request. Whether that is much another time
  /// than ours, so that it is worth to ask again.
  bool learn(const HttpResponse& response);

 private:
  Clock& clock_;
  std::atomic<std::chrono::seconds::rep> behind_{0};
  std::atomic<std::chrono::seconds::rep> off_{0};
};

}  // namespace pgberth
