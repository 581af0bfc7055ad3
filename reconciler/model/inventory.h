#pragma once

#include "reconciler/base/result.h"
#include "reconciler/model/catalogue.h"
#include "reconciler/model/claim.h"

#include <map>
#include <set>
#include <string>

namespace pgberth {

/// What is on the servers and in the stores that environments use, asked for or not.
struct Inventories {
  std::map<ServerId, Result<Inventory>> servers{};
  /// By store and the prefix that was asked for: the names of entries within bounds.
  std::map<EntryRef, Result<std::set<std::string>>> entries{};
  /// Entries that claims and admin logins name, told before entries said what they know.
  std::set<EntryRef> named{};
};

/// Every entry that `claims` and the admin logins of their servers name, blocked and unselected
/// ones included.
std::set<EntryRef> entries_named(const Claims& claims);

}  // namespace pgberth
