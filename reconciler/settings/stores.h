#pragma once

#include "reconciler/model/claim.h"
#include "reconciler/model/store_address.h"

#include <map>
#include <string>

namespace pgberth {

/// Where the stores are that entries are kept in: each by itself, and a folder that stands in for
/// those of which nothing is said.
struct Stores {
  std::string every{};  ///< "": there is none.
  std::map<StoreId, StoreAddress> own{};
  std::map<StoreId, std::string> identities{};  ///< Which ones they must be, where that is said.
};

/// The names of the stores that the claims of one environment use, by their kind; a kind that is
/// not in it has the one that all environments use.
using StoreNames = std::map<StoreKind, std::string>;

/// Moves all that `claims` name into the stores that `names` tell.
void move_into(const StoreNames& names, Claims& claims);

}  // namespace pgberth
