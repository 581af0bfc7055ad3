#pragma once

#include "reconciler/adapters/vault/kv_mounts.h"
#include "reconciler/adapters/vault/vault_api.h"
#include "reconciler/model/store.h"

#include <map>
#include <memory>
#include <set>
#include <string>

namespace pgberth {

/// The entries of Vault's key-value engine, by mount and path ("secret/team/qa/fence").
/// Besides reading it sends the POST that creates where nothing is or was, and the merge patch that
/// adds keys to the very version that was read before: README.md beside this file tells them all.
///
/// Errors: those of VaultApi and KvMounts; EntryNameInvalid; EntryTooLarge; StoreRights;
/// StoreFailed; StoreUnfit (KV version 1, which is only read); KeyNotGranted.
class VaultStore : public SecretStore {
 public:
  explicit VaultStore(std::shared_ptr<VaultApi> api, bool adds_keys = true)
      : api_(std::move(api)), mounts_(*api_), adds_keys_(adds_keys) {}

  std::map<std::string, StoredEntry> read(const std::set<std::string>& paths) override;
  Result<Creation> create(const std::string& path, const NewEntry& entry) override;
  Result<std::set<std::string>> add_missing_keys(const std::string& path,
                                                 const NewKeys& keys) override;
  Result<std::set<std::string>> list(const std::string& prefix) override;
  bool adds_keys() const override { return adds_keys_; }
  Result<std::string> identity() override;
  std::vector<Check> examine(const StoreWork& work) override;

 private:
  Result<KvName> writable(const std::string& path, const Content& content);

  std::shared_ptr<VaultApi> api_;  ///< Others may log in by it too.
  KvMounts mounts_;
  bool adds_keys_;
};

}  // namespace pgberth
