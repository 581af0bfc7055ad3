#pragma once

#include "reconciler/adapters/failed_calls.h"
#include "reconciler/adapters/secrets_manager/secrets_manager_api.h"
#include "reconciler/model/entry.h"

#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// Names that BatchGetSecretValue takes at most.
inline constexpr std::size_t kNamesPerCall = 20;

/// Reads what entries hold, kNamesPerCall to a call, or one by one for whoever may not read
/// several. Absence is what GetSecretValue or DescribeSecret says, never a list. Thread-safe.
class SecretReading {
 public:
  explicit SecretReading(SecretsManagerApi& api) : api_(api) {}

  /// What is at each of `names`, one answer for each.
  std::map<std::string, StoredEntry> read(const std::set<std::string>& names);

  /// The same of one that is known to be of a kind that DescribeSecret explains: pending deletion,
  /// without a current version, or absent after all.
  StoredEntry described(const std::string& name);

 private:
  using Answers = std::map<std::string, StoredEntry>;

  Answers read_batch(const std::vector<std::string>& names, FailedCalls& failed);
  std::optional<Error> ask_for(const std::vector<std::string>& names, Answers& answers,
                               FailedCalls& failed);
  StoredEntry read_one(const std::string& name, FailedCalls& failed);
  StoredEntry refused_one(const std::string& name, const JsonAnswer& answer);
  void take_values(const JsonAnswer& answer, Answers& answers);
  void take_errors(const JsonAnswer& answer, Answers& answers, FailedCalls& failed);

  SecretsManagerApi& api_;
  std::atomic<bool> one_by_one_ = false;
};

}  // namespace pgberth
