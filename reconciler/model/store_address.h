#pragma once

#include "reconciler/base/secret_reader.h"

#include <functional>
#include <string>
#include <variant>

namespace pgberth {

// Where a secret store is and who asks there, as the operator says it.

/// Entries in files below a folder.
struct FolderAddress {
  std::string folder;  ///< "": there is none.
};

/// The API of a cluster: that of the kubeconfig, or the one that `server` names, or the one of the
/// pod in which the program runs.
struct KubernetesAddress {
  std::string kubeconfig{};  ///< A file, or several with `:` between, merged as kubectl does.
  std::string context{};     ///< "": the kubeconfig's current one.

  std::string server{};      ///< "https://host:port"; "": what the pod's environment says.
  std::string ca_file{};     ///< "": the one of the pod's service account.
  std::string token_file{};  ///< The same; it is read anew for each call.

  bool adds_keys = true;  ///< Whether keys may be added to entries that are there.

  /// Whether a file is where whoever writes values can write. A kubeconfig must name none of them.
  std::function<bool(const std::string& path)> among_values{};
};

/// The log-in to Vault. Each gives a token; one that ends is renewed, or drawn anew.
struct VaultToken {
  SecretReader token;
};
struct VaultAppRole {
  std::string mount = "approle";
  std::string role_id;
  SecretReader secret_id{};  ///< Empty: the role needs none.
};
/// With the service account of a pod.
struct VaultKubernetes {
  std::string mount = "kubernetes";
  std::string role;
  std::string token_file{};  ///< "": the pod's own.
};
using VaultLogin = std::variant<VaultToken, VaultAppRole, VaultKubernetes>;

struct VaultAddress {
  std::string url;  ///< "https://vault.example.internal:8200".
  std::string name_space{};
  std::string ca_file{};  ///< "": the system's authorities.
  std::string proxy{};
  VaultLogin login;
  bool adds_keys = true;  ///< As for Kubernetes.
  std::string said{};     ///< All of it as the settings say it, to tell whether it is the same one.
};

using StoreAddress = std::variant<FolderAddress, KubernetesAddress, VaultAddress>;

}  // namespace pgberth
