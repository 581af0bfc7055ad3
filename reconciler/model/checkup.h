#pragma once

#include "reconciler/base/name.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

enum class Verdict { Fine, Missing, Unknown };

/// "fine", "missing", "unknown".
std::string_view to_string(Verdict verdict);

/// One thing that was looked at before it is needed.
struct Check {
  std::string about;  ///< "secretsmanager:CreateSecret on \"qa-*\"", "extension \"vector\"".
  Verdict verdict = Verdict::Unknown;
  std::string seen{};  ///< What was seen, or why it cannot be told; a clause.
  std::string cure{};  ///< The exact statement, setting or piece of a policy; "": none is needed.

  bool operator==(const Check&) const = default;
};

/// What is going to be done in a store, by entry.
struct StoreWork {
  std::set<std::string> read{};
  std::set<std::string> create{};
  std::set<std::string> add_keys{};
};

/// What is going to be done on a server. Each database is with the role that gets its rights.
struct ServerWork {
  std::map<DatabaseName, std::set<RoleName>> databases{};
  std::set<DatabaseName> creates{};  ///< Those that may have to be created.
  std::set<RoleName> new_roles{};    ///< Those that may have to be created.
  std::set<std::string> extensions{};
};

}  // namespace pgberth
