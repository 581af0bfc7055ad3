#pragma once

#include "reconciler/adapters/check_list.h"
#include "reconciler/adapters/secrets_manager/secrets_manager_api.h"

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// A right that is tried on entries, by the call that needs it.
struct Trial {
  std::string operation;  ///< "GetSecretValue".
  std::function<Result<JsonAnswer>(const std::string& name)> call;
  std::vector<std::string> names{};
  std::size_t of = 0;    ///< All of which `names` are some.
  std::size_t fine = 0;  ///< For so many others it was seen before.
};

/// What doctor says of an operation before it is tried on anything.
SecretsAct act_of(const std::string& operation, const std::string& name = "");

/// "1 entry", "2 entries".
std::string entries(std::size_t count);

/// Tries rights, and writes down those that are missing entry by entry.
class RightTrials {
 public:
  RightTrials(SecretsManagerApi& api, CheckList& checks) : api_(api), checks_(checks) {}

  /// Whether the right is there for all that were tried. Ends with the first call that tells
  /// nothing of rights: the others would not either.
  bool try_each(const Trial& trial);

  /// Entries that may be read, and whose key may not be used.
  const std::set<std::string>& locked() const { return locked_; }

 private:
  Verdict tell(const std::string& operation, const std::string& name,
               const Result<JsonAnswer>& answer);
  void tell_made(const std::string& name);

  SecretsManagerApi& api_;
  CheckList& checks_;
  std::set<std::string> locked_{};
};

}  // namespace pgberth
