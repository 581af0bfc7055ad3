#pragma once

#include "reconciler/base/ports.h"

#include <chrono>
#include <ctime>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace pgberth {

/// Keys that stubs of AWS gave out, and whose they are: shared by those that give them and those
/// that are shown them. Thread-safe.
class IssuedKeys {
 public:
  struct Key {
    std::string id;
    std::string secret;
    std::string token{};      ///< "": a user's own, which do not end.
    std::string principal{};  ///< The user or the role, as policies name it.
    std::string caller{};     ///< As STS tells who it is.
    std::chrono::sys_seconds until{};
  };

  explicit IssuedKeys(Clock& clock) : clock_(clock) {}

  /// A user's own key.
  void add(const std::string& id, const std::string& secret, const std::string& arn) {
    const std::lock_guard lock(busy_);
    keys_[id] = {.id = id, .secret = secret, .principal = arn, .caller = arn};
  }

  /// Those of a session as `role`, for so long.
  Key issue(const std::string& role, const std::string& session, std::chrono::seconds lifetime) {
    const std::lock_guard lock(busy_);
    const std::string number = std::to_string(++issued_);
    const std::string name = role.substr(role.rfind('/') + 1);
    const std::string account = role.substr(13, 12);
    Key key{.id = id_of(issued_),
            .secret = "session-secret/" + number,
            .token = "session-token+/=" + number,
            .principal = role,
            .until = now() + lifetime};
    key.caller = "arn:aws:sts::" + account + ":assumed-role/" + name + "/" + session;
    keys_[key.id] = key;
    return key;
  }

  std::optional<Key> find(const std::string& id) const {
    const std::lock_guard lock(busy_);
    const auto found = keys_.find(id);
    return found == keys_.end() ? std::nullopt : std::optional(found->second);
  }

  /// The first one that was given out is number 1.
  Key numbered(int number) const {
    const std::lock_guard lock(busy_);
    return keys_.at(id_of(number));
  }

  bool ended(const Key& key) { return !key.token.empty() && now() >= key.until; }

  int issued() const {
    const std::lock_guard lock(busy_);
    return issued_;
  }

 private:
  static std::string id_of(int number) { return "ASIAEXAMPLE" + std::to_string(number); }
  std::chrono::sys_seconds now() { return std::chrono::floor<std::chrono::seconds>(clock_.wall()); }

  Clock& clock_;
  mutable std::mutex busy_{};
  std::map<std::string, Key> keys_{};
  int issued_ = 0;
};

/// "2026-09-21T14:13:20Z", as AWS writes times in XML and JSON.
inline std::string aws_time_text(std::chrono::sys_seconds time) {
  const std::time_t seconds = time.time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::string text(20, '\0');
  text.resize(std::strftime(text.data(), text.size() + 1, "%Y-%m-%dT%H:%M:%SZ", &parts));
  return text;
}

}  // namespace pgberth
