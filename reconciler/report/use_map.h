#pragma once

#include "reconciler/model/claim.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace pgberth {

/// Who uses which database, as lists that refer to each other by index. All is sorted, so that the
/// same claims give the same map.
struct UseMap {
  struct Service {
    std::string environment{};
    std::string name{};
    std::vector<std::size_t> claims{};
  };
  struct Use {
    const Claim* claim;
    std::string username{};  ///< "" when only an entry can say.
    std::size_t database = 0;
    std::vector<std::size_t> services{};
    std::vector<std::pair<Part, std::size_t>> entries{};
  };
  struct Database {
    std::string server{};   ///< "host:port", else what the environment calls it.
    std::string name{};     ///< "" when only an entry can say.
    std::string told_by{};  ///< That entry.
    std::vector<std::size_t> claims{};
  };
  struct Kept {
    std::string environment{};  ///< "" for a store that environments share.
    EntryRef ref;
    std::vector<std::size_t> claims{};
  };

  std::vector<Service> services{};    ///< By environment and name.
  std::vector<Use> claims{};          ///< By database, then by id.
  std::vector<Database> databases{};  ///< By server and name.
  std::vector<Kept> entries{};        ///< By environment, store and path.
};

/// The map of `claims`, which outlive it. Databases on one "host:port" are one, whichever
/// environments speak of it; two environments' own stores are two.
UseMap use_map_of(const Claims& claims);

/// "fence_prod", or what stands in for a name that only an entry can say.
std::string name_of(const UseMap::Database& database);

}  // namespace pgberth
