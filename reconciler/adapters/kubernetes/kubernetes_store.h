#pragma once

#include "reconciler/adapters/kubernetes/kubernetes_api.h"
#include "reconciler/model/store.h"

#include <map>
#include <memory>
#include <set>
#include <string>

namespace pgberth {

/// The Secrets of a cluster, an entry each under "namespace/name". It sends GETs, POSTs and the one
/// patch that adds keys, which the API carries out only on the very version of the Secret that was
/// read before: README.md beside this file tells them all.
///
/// Errors: those of KubernetesApi; StoreRights; EntryNameInvalid; EntryTooLarge; StoreFailed.
class KubernetesStore : public SecretStore {
 public:
  explicit KubernetesStore(std::unique_ptr<KubernetesApi> api, bool adds_keys = true)
      : api_(std::move(api)), adds_keys_(adds_keys) {}

  std::map<std::string, StoredEntry> read(const std::set<std::string>& paths) override;
  Result<Creation> create(const std::string& path, const NewEntry& entry) override;
  Result<std::set<std::string>> add_missing_keys(const std::string& path,
                                                 const NewKeys& keys) override;
  Result<std::set<std::string>> list(const std::string& prefix) override;
  std::map<std::string, Upkeep> upkeep(const std::set<std::string>& paths) override;
  bool adds_keys() const override { return adds_keys_; }
  Result<std::string> identity() override;
  std::vector<Check> examine(const StoreWork& work) override;

 private:
  std::unique_ptr<KubernetesApi> api_;
  bool adds_keys_;
};

}  // namespace pgberth
