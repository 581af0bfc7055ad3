#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace pgberth {

/// Carries out pieces of work on threads of its own, while whoever hands them in goes on. Threads
/// stay for the next piece: each new one would bring memory of its own.
class Crew {
 public:
  Crew() = default;
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// Waits for all work.
  ~Crew();

  /// Begins `work` when fewer than `at_once` pieces are under way, in the order handed in.
  void take(std::function<void()> work, std::size_t at_once);

  /// Waits until nothing is left to do, then as throw_failure().
  void wait();

  /// Throws the first exception that work has thrown since the last time.
  void throw_failure();

 private:
  void run();
  bool may_begin() const { return !waiting_.empty() && under_way_ < at_once_; }

  std::mutex busy_{};
  std::condition_variable changed_{};
  std::deque<std::function<void()>> waiting_{};
  std::vector<std::thread> threads_{};
  std::size_t under_way_ = 0;
  std::size_t at_once_ = 1;
  bool end_ = false;
  std::exception_ptr failure_;
};

}  // namespace pgberth
