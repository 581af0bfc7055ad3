#include "reconciler/adapters/kubernetes/cluster_access.h"

#include "reconciler/adapters/kubernetes/kubeconfig.h"

#include <utility>

namespace pgberth {
namespace {

constexpr const char* kServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount/";

/// The API as the kubelet tells it to each pod.
Result<std::string> server_of_pod(const Variable& variable) {
  const std::string host = variable("KUBERNETES_SERVICE_HOST").value_or("");
  const std::string port = variable("KUBERNETES_SERVICE_PORT").value_or("");
  if (host.empty() || port.empty())
    return Error{.code = Code::BadSettings,
                 .what = "this is no pod of a cluster: KUBERNETES_SERVICE_HOST is not set",
                 .hint = "Name a kubeconfig, or server, caFile and token."};
  const bool ipv6 = host.find(':') != std::string::npos;
  return "https://" + (ipv6 ? "[" + host + "]" : host) + ":" + port;
}

}  // namespace

Result<ClusterAccess> cluster_access(const KubernetesAddress& address, const Variable& variable) {
  if (!address.kubeconfig.empty())
    return kubeconfig_access(address.kubeconfig, address.context, address.among_values);
  ClusterAccess access{.server = address.server, .ca_file = address.ca_file};
  if (access.server.empty()) {
    auto server = server_of_pod(variable);
    if (!server) return std::move(server).error();
    access.server = *std::move(server);
  }
  while (access.server.ends_with('/')) access.server.pop_back();
  if (access.ca_file.empty()) access.ca_file = std::string(kServiceAccount) + "ca.crt";
  access.identity = TokenFile{address.token_file.empty() ? std::string(kServiceAccount) + "token"
                                                         : address.token_file};
  return access;
}

}  // namespace pgberth
