#include "reconciler/adapters/postgres/lock_table.h"

#include "reconciler/adapters/postgres/session.h"
#include "reconciler/adapters/postgres/sql.h"
#include "reconciler/base/hash.h"

#include <pqxx/field>
#include <pqxx/row>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <utility>

namespace pgberth {
namespace {

constexpr std::size_t kShortestPause = 20;  ///< Milliseconds between two tries,
constexpr std::size_t kPauseSpread = 60;    ///< and up to so much more.

/// The numbers that stand for `keys`, as an array parameter.
std::string numbers(const std::set<std::string>& keys) {
  sql::Array array;
  for (const std::string& key : keys)
    array.add(std::to_string(static_cast<std::int64_t>(stable_hash("pgberth " + key))));
  return array.text();
}

Error held_elsewhere(const std::set<std::string>& keys, const ServerAddress& address) {
  std::string names;
  for (const std::string& key : keys) names += (names.empty() ? "\"" : ", \"") + key + "\"";
  return {
      .code = Code::LockHeld,
      .what = "another reconciler holds one of the locks " + names + " on " + to_string(address),
      .hint = "Wait until it is done; pg_locks shows who it is."};
}

}  // namespace

/// Gives its keys back when it goes away.
class LockTable::Held : public Locks {
 public:
  Held(std::shared_ptr<LockTable> table, std::set<std::string> keys, unsigned session_number)
      : table_(std::move(table)), keys_(std::move(keys)), session_number_(session_number) {}
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() override {
    table_->unlock(keys_, session_number_);
    table_->release(keys_);
  }

 private:
  std::shared_ptr<LockTable> table_;
  std::set<std::string> keys_;
  unsigned session_number_;
};

LockTable::LockTable(const ServerAddress& address, SocketWatch& watch, Clock& clock,
                     Entropy& entropy)
    : address_(address), watch_(watch), clock_(clock), entropy_(entropy) {}
LockTable::~LockTable() = default;

bool LockTable::reserve(const std::set<std::string>& keys, std::chrono::milliseconds patience) {
  std::unique_lock guard(table_mutex_);
  const auto all_free = [&] {
    return std::ranges::none_of(keys,
                                [&](const std::string& key) { return reserved_.contains(key); });
  };
  if (!freed_.wait_for(guard, patience, all_free)) return false;
  reserved_.insert(keys.begin(), keys.end());
  return true;
}

void LockTable::release(const std::set<std::string>& keys) {
  const std::lock_guard guard(table_mutex_);
  for (const std::string& key : keys) reserved_.erase(key);
  freed_.notify_all();
}

/// All keys or none: whoever holds some and waits for others can be waited for by them.
bool LockTable::try_all(const std::set<std::string>& keys) {
  const std::lock_guard guard(session_mutex_);
  if (!session_ || !session_->reusable()) {
    session_ = std::make_unique<Session>(address_, watch_, DatabaseName("postgres"));
    ++session_number_;
  }
  const pqxx::result rows = session_->query(
      "SELECT k, pg_catalog.pg_try_advisory_lock(k)"
      " FROM pg_catalog.unnest($1::pg_catalog.int8[]) k",
      {numbers(keys)});
  sql::Array obtained;
  std::size_t count = 0;
  for (const auto& row : rows) {
    if (!row[1].as<bool>()) continue;
    obtained.add(row[0].as<std::string>());
    ++count;
  }
  if (count == keys.size()) return true;
  session_->query(
      "SELECT pg_catalog.pg_advisory_unlock(k) FROM pg_catalog.unnest($1::pg_catalog.int8[]) k",
      {obtained.text()});
  return false;
}

void LockTable::unlock(const std::set<std::string>& keys, unsigned session_number) {
  const std::lock_guard guard(session_mutex_);
  if (!session_ || session_number != session_number_) return;
  try {
    session_->query(
        "SELECT pg_catalog.pg_advisory_unlock(k) FROM pg_catalog.unnest($1::pg_catalog.int8[]) k",
        {numbers(keys)});
  } catch (const std::exception&) {
    session_.reset();  // With the session all its locks are given back.
  }
}

Result<std::unique_ptr<Locks>> LockTable::take(const std::set<std::string>& keys,
                                               std::chrono::milliseconds patience) {
  const auto deadline = clock_.now() + patience;
  if (!reserve(keys, patience)) return held_elsewhere(keys, address_);
  try {
    for (;;) {
      if (try_all(keys)) {
        const std::lock_guard guard(session_mutex_);
        return std::unique_ptr<Locks>(
            std::make_unique<Held>(shared_from_this(), keys, session_number_));
      }
      if (clock_.now() >= deadline) break;
      clock_.sleep(std::chrono::milliseconds(kShortestPause + entropy_.below(kPauseSpread)));
    }
  } catch (...) {
    release(keys);
    throw;
  }
  release(keys);
  return held_elsewhere(keys, address_);
}

}  // namespace pgberth
