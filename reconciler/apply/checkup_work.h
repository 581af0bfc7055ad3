#pragma once

#include "reconciler/model/checkup.h"
#include "reconciler/model/claim.h"
#include "reconciler/model/document.h"

#include <map>
#include <set>
#include <string>

namespace pgberth {

/// A server with all that claims want of it, under all names that lead to one address and admin.
struct ServerToExamine {
  std::string what;
  std::set<ServerId> ids{};
  ServerWork work{};
};

/// What the planned claims of `resolved` may come to on their servers, by address and admin.
std::map<std::string, ServerToExamine> server_work(const Claims& resolved);

/// What the planned claims of `claims` may come to in their stores, whatever is there now.
std::map<StoreId, StoreWork> store_work(const Claims& claims);

}  // namespace pgberth
