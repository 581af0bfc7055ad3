#pragma once

#include "reconciler/adapters/vault/kv_mounts.h"
#include "reconciler/adapters/vault/vault_api.h"
#include "reconciler/base/ports.h"
#include "reconciler/model/checkup.h"

#include <string>
#include <vector>

namespace pgberth {

/// The id of Vault's cluster. Errors: those of VaultApi; StoreSealed; StoreUnfit (it has none).
Result<std::string> cluster_id(VaultApi& api);

/// Whether `work` can be done under the policies of our token, as Vault tells of itself. It asks
/// for nothing that is stored.
std::vector<Check> examine_vault(VaultApi& api, KvMounts& mounts, const StoreWork& work);

}  // namespace pgberth
