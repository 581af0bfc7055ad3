#pragma once

#include "reconciler/adapters/file/handle.h"
#include "reconciler/base/result.h"
#include "reconciler/base/secret.h"
#include "reconciler/model/store.h"

#include <map>
#include <string>

namespace pgberth {

/// Keys by the names of their files, which others own.
using KeyFiles = std::map<std::string, const Secret*>;

/// Fills a new directory beside it and renames that to `name` in `folder`, where nothing may be:
/// the entry is there wholly or not at all, also after a power cut. Created only after everything
/// is on the disk; AlreadyThere when a directory stands there, with keys or without.
/// Errors: StoreUnsafe when something else does; StoreUnwritable; StoreFailed.
Result<Creation> create_entry(const Handle& folder, const std::string& name, const KeyFiles& keys);

/// Adds the key in file `name` to the entry's `directory`, wholly or not at all; AlreadyThere
/// leaves the other one as it is. The caller syncs the directory.
/// Errors: StoreUnwritable, StoreFailed.
Result<Creation> add_key(const Handle& directory, const std::string& name, const Secret& value);

/// Makes what was done to the names in `directory` durable.
Result<Done> sync(const Handle& directory);

}  // namespace pgberth
