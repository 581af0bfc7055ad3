#pragma once

#include "reconciler/adapters/file/handle.h"
#include "reconciler/model/entry.h"

#include <cstddef>
#include <string>

namespace pgberth {

/// What the keys of one entry may take together, names included.
inline constexpr std::size_t kMaxEntryBytes = std::size_t{1} << 20u;

/// What the directory `name` in `folder` holds. Regular files whose names are those of keys are its
/// keys; names that begin with a dot and names that no key can have are passed over. Unreadable: it
/// or a key is a symlink, a pipe or the like, permission is lacking, or it is larger than
/// kMaxEntryBytes. A directory without keys is NoVersion.
StoredEntry read_entry(const Handle& folder, const std::string& name);

/// An entry that cannot be read, and why.
StoredEntry unreadable(std::string detail);

}  // namespace pgberth
