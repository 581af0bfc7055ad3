#pragma once

#include "tests/support/aws_gate.h"
#include "tests/support/issued_keys.h"
#include <chrono>
#include <mutex>
#include <utility>

namespace pgberth {

/// Lets a gate know keys that are given out: each is "pgberth" under `policy` as long as it lives.
class KeysAtGate {
 public:
  KeysAtGate(AwsGate& gate, IssuedKeys& keys, Clock& clock, IamPolicy policy)
      : gate_(gate), keys_(keys), clock_(clock), policy_(std::move(policy)) {}

  /// So much earlier than was said when they were given. Changed only while nobody asks.
  std::chrono::seconds sooner{};

  /// For the gate's hook: what was given and what has ended by now. Thread-safe.
  void tell() {
    const std::lock_guard lock(busy_);
    while (known_ < keys_.issued()) {
      const auto key = keys_.numbered(++known_);
      gate_.add_identity({.name = "pgberth",
                          .key_id = key.id,
                          .secret = key.secret,
                          .token = key.token,
                          .policy = policy_});
    }
    for (; ended_ < known_; ++ended_) {
      const auto key = keys_.numbered(ended_ + 1);
      if (clock_.wall() < key.until - sooner) break;
      gate_.expire(key.id);
    }
  }

 private:
  AwsGate& gate_;
  IssuedKeys& keys_;
  Clock& clock_;
  IamPolicy policy_;
  std::mutex busy_{};
  int known_ = 0;
  int ended_ = 0;
};

}  // namespace pgberth
