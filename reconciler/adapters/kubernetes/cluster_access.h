#pragma once

#include "reconciler/adapters/kubernetes/exec_plugin.h"
#include "reconciler/base/result.h"
#include "reconciler/base/secret.h"
#include "reconciler/model/store_address.h"

#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace pgberth {

/// What a caller shows to a cluster: nothing but its certificate, a token, one in a file that is
/// read anew for each call, or what a program of the operator's gives.
struct NoToken {};
struct FixedToken {
  Secret token;
};
struct TokenFile {
  std::string path;
};
using Identity = std::variant<NoToken, FixedToken, TokenFile, ExecPlugin>;

/// How the API of one cluster is reached, and as whom.
struct ClusterAccess {
  std::string server{};   ///< "https://127.0.0.1:6443", without a slash at its end.
  std::string ca_file{};  ///< Authorities in PEM; "": `ca`, and where that is "" the system's.
  std::string ca{};
  std::string client_certificate{};  ///< In PEM.
  Secret client_key{};
  std::string server_name{};  ///< Of the certificate, where it is not the server's host.
  std::string proxy{};
  Identity identity{};
};

/// What the process' environment says about a variable.
using Variable = std::function<std::optional<std::string>(const std::string& name)>;

/// The access that `address` stands for. Contacts nobody and runs no program.
/// Errors: BadSettings, with the file and what is wrong in it.
Result<ClusterAccess> cluster_access(const KubernetesAddress& address, const Variable& variable);

}  // namespace pgberth
