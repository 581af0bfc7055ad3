#include "reconciler/service/crew.h"

#include "reconciler/base/wiped_stack.h"

#include <algorithm>
#include <utility>

namespace pgberth {

Crew::~Crew() {
  {
    std::unique_lock lock(busy_);
    changed_.wait(lock, [&] { return waiting_.empty() && under_way_ == 0; });
    end_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Crew::take(std::function<void()> work, std::size_t at_once) {
  {
    const std::lock_guard lock(busy_);
    // First the thread: when there is none to be had, nothing waits for it.
    if (threads_.size() < std::min(at_once, under_way_ + waiting_.size() + 1))
      threads_.emplace_back([this] { run(); });
    at_once_ = at_once;
    waiting_.push_back(std::move(work));
  }
  changed_.notify_all();
}

void Crew::run() {
  std::unique_lock lock(busy_);
  for (;;) {
    changed_.wait(lock, [&] { return end_ || may_begin(); });
    if (end_) return;
    std::function<void()> work = std::move(waiting_.front());
    waiting_.pop_front();
    ++under_way_;
    lock.unlock();
    std::exception_ptr failure;
    try {
      work();
    } catch (...) {
      failure = std::current_exception();
    }
    work = nullptr;  // What it holds is not held any longer than it works.
    wipe_stack();
    lock.lock();
    --under_way_;
    if (failure != nullptr) waiting_.clear();  // The service is about to end.
    if (failure_ == nullptr) failure_ = failure;
    changed_.notify_all();
  }
}

void Crew::wait() {
  {
    std::unique_lock lock(busy_);
    changed_.wait(lock, [&] { return waiting_.empty() && under_way_ == 0; });
  }
  throw_failure();
}

void Crew::throw_failure() {
  std::exception_ptr failure;
  {
    const std::lock_guard lock(busy_);
    failure = std::exchange(failure_, nullptr);
  }
  if (failure != nullptr) std::rethrow_exception(failure);
}

}  // namespace pgberth
