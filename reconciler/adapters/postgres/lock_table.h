#pragma once

#include "reconciler/adapters/postgres/server_address.h"
#include "reconciler/base/ports.h"
#include "reconciler/base/socket_watch.h"
#include "reconciler/model/server.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace pgberth {

class Session;

/// The advisory locks of this process on one server: all in one session in the database `postgres`,
/// since such locks belong to a session and to a database. A session gets a lock that it holds a
/// second time, so a table of our own keeps the jobs of this process apart. Thread-safe.
class LockTable : public std::enable_shared_from_this<LockTable> {
 public:
  LockTable(const ServerAddress& address, SocketWatch& watch, Clock& clock, Entropy& entropy);
  LockTable(const LockTable&) = delete;
  LockTable& operator=(const LockTable&) = delete;
  ~LockTable();

  /// All of `keys`, or LockHeld after `patience`. Throws what sessions throw.
  Result<std::unique_ptr<Locks>> take(const std::set<std::string>& keys,
                                      std::chrono::milliseconds patience);

 private:
  class Held;

  bool reserve(const std::set<std::string>& keys, std::chrono::milliseconds patience);
  void release(const std::set<std::string>& keys);
  bool try_all(const std::set<std::string>& keys);
  void unlock(const std::set<std::string>& keys, unsigned session_number);

  const ServerAddress& address_;
  SocketWatch& watch_;
  Clock& clock_;
  Entropy& entropy_;

  std::mutex table_mutex_;
  std::condition_variable freed_;
  std::set<std::string> reserved_;

  std::mutex session_mutex_;
  std::unique_ptr<Session> session_;
  unsigned session_number_ = 0;  // Locks of a session that was lost are gone with it.
};

}  // namespace pgberth
