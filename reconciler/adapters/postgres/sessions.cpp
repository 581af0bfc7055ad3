#include "reconciler/adapters/postgres/sessions.h"

#include "reconciler/adapters/postgres/session.h"

#include <algorithm>
#include <utility>

namespace pgberth {

Sessions::Sessions(const ServerAddress& address, SocketWatch& watch)
    : address_(address), watch_(watch) {}
Sessions::~Sessions() = default;

Sessions::Place::Place(Sessions& sessions, std::unique_ptr<Session> session)
    : sessions_(sessions), session_(std::move(session)) {}

Sessions::Place::~Place() {
  if (session_ && !session_->reusable()) session_.reset();
  const std::lock_guard guard(sessions_.mutex_);
  --sessions_.taken_;
  if (session_) sessions_.idle_.push_back(std::move(session_));
  sessions_.freed_.notify_one();
}

void Sessions::wait_for_place(std::unique_lock<std::mutex>& guard) {
  freed_.wait(guard, [&] { return taken_ < address_.max_sessions; });
  ++taken_;
}

std::unique_ptr<Session> Sessions::idle_in(const DatabaseName& database) {
  const auto found = std::ranges::find_if(
      idle_, [&](const auto& session) { return session->database() == database; });
  if (found == idle_.end()) return nullptr;
  std::unique_ptr<Session> session = std::move(*found);
  idle_.erase(found);
  return session;
}

Sessions::Place Sessions::in(const DatabaseName& database) {
  std::unique_ptr<Session> session;
  std::unique_ptr<Session> too_many;
  {
    std::unique_lock guard(mutex_);
    wait_for_place(guard);
    session = idle_in(database);
    if (!session && taken_ + idle_.size() > address_.max_sessions) {
      too_many = std::move(idle_.front());
      idle_.pop_front();
    }
  }
  too_many.reset();
  if (session && session->reusable()) return {*this, std::move(session)};
  try {
    session = std::make_unique<Session>(address_, watch_, database);
  } catch (...) {
    const Place given_back(*this, nullptr);
    throw;
  }
  return {*this, std::move(session)};
}

Sessions::Place Sessions::empty() {
  std::unique_ptr<Session> too_many;
  std::unique_lock guard(mutex_);
  wait_for_place(guard);
  if (taken_ + idle_.size() > address_.max_sessions) {
    too_many = std::move(idle_.front());
    idle_.pop_front();
  }
  guard.unlock();
  return {*this, nullptr};
}

void Sessions::leave(const DatabaseName& database) {
  std::list<std::unique_ptr<Session>> left;
  const std::lock_guard guard(mutex_);
  for (auto session = idle_.begin(); session != idle_.end();) {
    const auto next = std::next(session);
    if ((*session)->database() == database) left.splice(left.end(), idle_, session);
    session = next;
  }
}

}  // namespace pgberth
