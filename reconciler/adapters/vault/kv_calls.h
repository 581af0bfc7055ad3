#pragma once

#include "reconciler/adapters/vault/kv_entry.h"
#include "reconciler/adapters/vault/kv_mounts.h"

#include <map>
#include <set>
#include <string>

namespace pgberth {

/// What is at `name`; an entry of which Vault knows nothing is Absent.
/// Errors: those of VaultApi; StoreRights; StoreFailed.
Result<KvEntry> get_kv_entry(VaultApi& api, const KvName& name);

/// What is at each path, four calls at a time. When Vault does not answer, or answers nobody, the
/// rest is not asked for.
std::map<std::string, StoredEntry> read_kv_entries(VaultApi& api, KvMounts& mounts,
                                                   const std::set<std::string>& paths);

/// The paths of all entries of `mount` that begin with `prefix`; what lies above its deepest folder
/// is not looked at. Error StoreFailed: there are too many, or they lie too deep.
Result<std::set<std::string>> list_kv_entries(VaultApi& api, const KvMount& mount,
                                              const std::string& prefix);

}  // namespace pgberth
