#pragma once

#include "reconciler/base/result.h"
#include "reconciler/model/catalogue.h"
#include "reconciler/model/entry.h"

#include <map>
#include <set>

namespace pgberth {

/// All that was observed, without a secret. Same classes of equal secrets (`Datum::same_as`) run
/// through entries and given constants alike.
struct State {
  Entries entries{};
  std::map<ServerId, Result<Catalogue>> servers{};
  std::map<SourcePos, int> given{};  ///< `same_as` of each secret constant.
  bool deep = true;                  ///< Databases were looked into.
  std::set<EntryRef> unread{};       ///< Nothing of them has moved, so their secrets were not read.
  /// Of claims that need no look at their server: what the login with their credential answered.
  std::map<ClaimId, LoginSeen> logins{};
};

}  // namespace pgberth
