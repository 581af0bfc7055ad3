#pragma once

#include "reconciler/base/error.h"
#include "reconciler/base/name.h"
#include "reconciler/model/catalogue.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// Optional: it is missing, and all that was asked for can be done without it.
enum class Verdict { Fine, Missing, Optional, Unknown };

/// "fine", "missing", "optional", "unknown".
std::string_view to_string(Verdict verdict);

/// What the checks are about that every server and store has. Without the first nothing else could
/// be looked at; the second tells as whom that was.
inline constexpr std::string_view kReachability = "reachability";
inline constexpr std::string_view kWhoWeAre = "who we are";
/// Which of all stores of its kind it is. Nothing else is looked at in one that is another.
inline constexpr std::string_view kIdentity = "identity";

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
  std::set<std::string> copies{};    ///< Of these, those that are left out where another may come.
  std::set<std::string> add_keys{};  ///< A person can do it instead,
  std::set<std::string> add_passwords{};  ///< but not for these of them: a database waits for them.
};

/// What is going to be done on a server. Each database is with the role that gets its rights.
struct ServerWork {
  std::map<DatabaseName, std::set<RoleName>> databases{};
  std::set<DatabaseName> creates{};           ///< Those that may have to be created,
  std::map<DatabaseName, RoleName> owners{};  ///< for whom, where it is not the admin,
  std::set<DatabaseName> templates{};         ///< and from what.
  /// What roles are to be given on databases and what is in them; "ALL" allowed.
  std::map<DatabaseName, std::map<RoleName, std::set<Lacking>>> grants{};
  std::set<RoleName> new_roles{};            ///< Those that may have to be created.
  std::map<std::string, bool> extensions{};  ///< True: somebody cannot do without it.
};

/// What remains to be said of a server or store that cannot be asked.
Check unreachable(const Error& error);

}  // namespace pgberth
