#pragma once

#include "reconciler/adapters/shared_failure.h"
#include "reconciler/adapters/vault/kv_name.h"
#include "reconciler/adapters/vault/vault_api.h"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace pgberth {

/// Which mount an entry is in, as Vault tells whoever may do anything below it. Thread-safe.
class KvMounts {
 public:
  explicit KvMounts(VaultApi& api) : api_(api) {}

  /// Where the entry at `path` is. A mount that is known is not asked about again, unless `anew`.
  /// Errors: EntryNameInvalid; StoreRights (no mount, or none for us); StoreUnfit (another engine);
  /// those of VaultApi.
  Result<KvName> find(const std::string& path, bool anew = false);

  /// All mounts of key-value engines that are shown to us.
  Result<std::vector<KvMount>> all();

 private:
  Result<KvMount> ask(const std::string& path);

  VaultApi& api_;
  std::mutex busy_{};
  std::map<std::string, KvMount> known_{};
  SharedFailure failure_{};  ///< Of a Vault that was away.
};

}  // namespace pgberth
