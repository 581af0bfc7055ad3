#pragma once

#include "reconciler/model/claim.h"
#include "reconciler/model/entry.h"

#include <set>
#include <string>

namespace pgberth {

/// The key of `place` that holds the password; its `key` is "" when the layout has none.
KeyRef password_key(const Place& place);

/// What is at `key`, or nullptr when the entry or the key is absent, empty or a placeholder.
const Datum* real_datum(const Entries& entries, const KeyRef& key);

/// Whether the claim's part of the entry is there: the entry, or, where keys are added to a shared
/// one, the password in it.
bool is_there(const Entries& entries, const Place& place);

/// Keys of the place's layout that the entry does not have, or has empty; the claim's marks aside.
std::set<std::string> lacking_keys(const Claim& claim, const Place& place, const Entry& entry);

}  // namespace pgberth
