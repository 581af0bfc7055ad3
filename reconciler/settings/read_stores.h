#pragma once

#include "reconciler/settings/read_settings.h"
#include "reconciler/settings/stores.h"
#include "reconciler/text/section.h"

#include <functional>
#include <string>
#include <vector>

namespace pgberth {

/// What the files and secrets that stores name are held to.
struct StoreFiles {
  std::function<std::string(const std::string&)> path_of;  ///< Of the settings → of the process.
  const std::vector<std::string>& value_folders;           ///< None of them may lie there.
  const SecretSources& secrets;
  Findings& findings;
};

/// Reads where stores are: for each kind a folder that stands in for it, or the real one, the same
/// for all environments or an environment's own. An environment that says the same as another one,
/// or as all do, shares its store.
class StoreReader {
 public:
  explicit StoreReader(StoreFiles files) : files_(std::move(files)) {}

  /// The section `stores` of the whole file.
  void read(Section section);

  /// That of an environment, called `environment`; nullptr: it has none.
  StoreNames read_own(const ValuePtr& node, const std::string& environment);

  Stores take() && { return std::move(stores_); }

 private:
  void read_one(Section& section, StoreKind kind, const std::string& name);
  std::function<bool(const std::string& path)> among_values() const;
  std::string file(Section& section, std::string_view key, bool folder = false);
  std::string kubeconfig(Section& section);
  void check_cluster(Section& section, const KubernetesAddress& address);
  SecretReader secret(Section section);
  KubernetesAddress kubernetes(Section& section);
  VaultAddress vault(Section& section);
  VaultLogin vault_login(Section section);

  StoreFiles files_;
  Stores stores_{};
  std::map<StoreId, ValuePtr> said_{};  ///< To see which say the same.
};

}  // namespace pgberth
