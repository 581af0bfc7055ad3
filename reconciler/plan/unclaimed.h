#pragma once

#include "reconciler/model/inventory.h"
#include "reconciler/plan/plan.h"

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pgberth {

/// What is there and nobody declares, and what is declared and is not whole. All is sorted.
struct Unclaimed {
  struct Database {
    DatabaseName name;
    RoleName owner{};
    bool half_built = false;     ///< It has a building name: pgberth was interrupted there.
    DatabaseName building_of{};  ///< The declared database whose building name it has; else empty.
  };
  struct Role {
    RoleName name;
    bool login = false;
  };
  struct Server {
    std::string address{};     ///< host:port that is used; servers with one address are one.
    std::set<ServerId> ids{};  ///< What environments call it.
    std::vector<Database> databases{};
    std::vector<Role> roles{};
    std::size_t nameless = 0;  ///< Claims that may live there and do not tell all their names: what
                               ///< they use may be among these.
  };
  struct Incomplete {
    const Claim* claim;
    CredentialState state;
    std::vector<std::string> missing{};  ///< "database \"fence\"", "role \"fence\"".
  };

  std::vector<Server> servers{};
  std::vector<EntryRef> entries{};
  std::vector<Incomplete> incomplete{};
  /// What could not be listed: "server demo/postgres", "kubernetes demo/".
  std::vector<std::pair<std::string, Error>> not_listed{};
  bool all_read = true;  ///< False: an error stands in values, so more may be declared there.
};

/// What `inventories` hold and `resolved` claims, blocked and unselected ones included, do not
/// name. A claim of a server that was not listed counts everywhere: nothing is called unclaimed
/// that may be somebody's. `state` and `states` are this pass's; the claims outlive the answer.
Unclaimed unclaimed(const Claims& resolved, const Inventories& inventories, const State& state,
                    const std::map<ClaimId, CredentialState>& states);

}  // namespace pgberth
