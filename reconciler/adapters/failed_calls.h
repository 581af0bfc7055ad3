#pragma once

#include "reconciler/base/error.h"

#include <cstddef>
#include <mutex>
#include <optional>

namespace pgberth {

/// Whether a call about anything else would fare no better.
inline bool is_about_all(const Error& error) {
  return error.code == Code::StoreUnreachable || error.code == Code::StoreCertificate ||
         error.code == Code::StoreAuth || error.code == Code::StoreSealed ||
         error.code == Code::StoreBusy;
}

/// The first error of many calls, `at_once` at a time, that is one about everything. A store that
/// is away leaves all calls that are under way without an answer; an entry of which it cannot tell
/// leaves one. Thread-safe.
class FailedCalls {
 public:
  explicit FailedCalls(std::size_t at_once) : at_once_(at_once) {}

  void note(const Error& error) {
    const std::lock_guard lock(busy_);
    if (error.code == Code::StoreUnreachable && ++in_a_row_ < at_once_) return;
    if (!error_ && is_about_all(error)) error_ = error;
  }
  void worked() {
    const std::lock_guard lock(busy_);
    in_a_row_ = 0;
  }
  std::optional<Error> seen() {
    const std::lock_guard lock(busy_);
    return error_;
  }

 private:
  std::size_t at_once_;
  std::mutex busy_{};
  std::size_t in_a_row_ = 0;
  std::optional<Error> error_{};
};

}  // namespace pgberth
