#pragma once

#include "reconciler/base/secret_reader.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

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

/// One step from an identity of AWS to another one.
struct AssumedRole {
  std::string arn;  ///< "arn:aws:iam::123456789012:role/pgberth".
  std::string external_id{};
  std::string session_name = "pgberth";
  unsigned session_seconds = 0;  ///< 0: as long as AWS has it by itself.
};

/// Secrets Manager of one region. Who asks there is who AWS's own tools would take: variables,
/// profiles, web identity, container, instance; from there role by role.
struct AwsAddress {
  std::string region{};            ///< "": as variables or the profile say.
  std::string profile{};           ///< "": as variables say, or the one called "default".
  std::string config_file{};       ///< "": as variables say, or ~/.aws/config.
  std::string credentials_file{};  ///< The same, or ~/.aws/credentials.
  std::vector<AssumedRole> roles{};
  std::string endpoint{};      ///< Of Secrets Manager; "": that of the region.
  std::string sts_endpoint{};  ///< The same of STS.
  std::optional<bool> fips{};  ///< Absent: as variables or the profile say; else no.
  std::optional<bool> dual_stack{};
  std::string ca_file{};
  std::string proxy{};
  std::string kms_key{};  ///< For what is created; "": the account's default key.
  std::string description{};
  std::map<std::string, std::string> tags{};
  unsigned calls_per_second = 20;

  /// Whether a file is where whoever writes values can write. Nothing may be read or run from
  /// there.
  std::function<bool(const std::string& path)> among_values{};
  std::string said{};  ///< All of it as the settings say it, to tell whether it is the same one.
};

using StoreAddress = std::variant<FolderAddress, KubernetesAddress, VaultAddress, AwsAddress>;

}  // namespace pgberth
