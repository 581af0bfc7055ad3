#pragma once

#include "reconciler/adapters/postgres/server_address.h"
#include "reconciler/base/name.h"
#include "reconciler/base/socket_watch.h"

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>

namespace pgberth {

class Session;

/// The admin's sessions on one server: no more at once than the address allows, and an idle one
/// used again for the same database. Thread-safe.
class Sessions {
 public:
  /// Both live longer than it.
  Sessions(const ServerAddress& address, SocketWatch& watch);
  Sessions(const Sessions&) = delete;
  Sessions& operator=(const Sessions&) = delete;
  ~Sessions();

  /// One of the places that sessions take; given back when it goes away, with the session in it
  /// if that may be used again.
  class Place {
   public:
    Place(Sessions& sessions, std::unique_ptr<Session> session);
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place();
    Session& session() { return *session_; }

   private:
    Sessions& sessions_;
    std::unique_ptr<Session> session_;
  };

  /// A session in `database`, waiting for a free place. Throws what connecting throws.
  Place in(const DatabaseName& database);

  /// A place without a session, for a login that is not the admin's.
  Place empty();

  /// Ends the idle sessions in `database`, so that it can be renamed.
  void leave(const DatabaseName& database);

 private:
  void wait_for_place(std::unique_lock<std::mutex>& guard);
  std::unique_ptr<Session> idle_in(const DatabaseName& database);

  const ServerAddress& address_;
  SocketWatch& watch_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::size_t taken_ = 0;
  std::list<std::unique_ptr<Session>> idle_;  // The longest idle first.
};

}  // namespace pgberth
