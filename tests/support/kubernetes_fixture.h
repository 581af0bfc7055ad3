#pragma once

#include "reconciler/adapters/http/http_client.h"
#include "reconciler/adapters/http/json_api.h"

#include "tests/support/background_server.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pgberth {

/// The API of a cluster without nodes: a real kube-apiserver and etcd on 127.0.0.1. What is asked
/// of it is written to its audit log.
class KubernetesFixture {
 public:
  /// Whether its programs are on this machine: scripts/go-servers builds them.
  static bool can_run();

  KubernetesFixture();

  std::string server() const { return "https://127.0.0.1:" + port_; }
  std::string ca_file() const { return home_ / "certs/apiserver.crt"; }
  std::string ca() const;
  /// The token of a user who may do everything.
  static std::string admin_token() { return "admin-token"; }

  /// As that user. Bodies are JSON text.
  JsonAnswer ask(const std::string& method, const std::string& path, const std::string& body = "",
                 const std::string& content_type = "application/json") const;
  /// The same as the owner of `token`.
  JsonAnswer ask_as(const std::string& token, const std::string& method, const std::string& path,
                    const std::string& body = "",
                    const std::string& content_type = "application/json") const;

  /// A namespace of a name that nobody else has.
  std::string new_namespace(const std::string& prefix = "ns");
  void make_namespace(const std::string& name) const;

  /// A token of a service account, which is made if there is none yet.
  std::string token_of(const std::string& name_space, const std::string& account,
                       int seconds = 3600) const;

  /// Files `client.crt` and `client.key` in `folder` for a user of a group.
  void certificate(const std::string& user, const std::string& group,
                   const std::filesystem::path& folder) const;

  /// Lets the account do what `rules` say (JSON, the rules of a Role) in the namespace, and nothing
  /// else there. Returns when that is in force.
  void grant(const std::string& name_space, const std::string& account,
             const std::string& rules) const;

  /// kubectl as that user; what it says, or an exception with its complaint.
  std::string kubectl(const std::vector<std::string>& arguments) const;
  void apply(const std::string& manifest) const;
  /// A kubeconfig of that user.
  std::string kubeconfig() const;
  std::string kubeconfig_of(const std::string& token) const;

  /// What `user` asked for so far, in order: "create secrets qa/fence-dbcreds 201", with "dry "
  /// before it where nothing was to be stored. Log-ins and look-ups of API versions aside.
  std::vector<std::string> calls_of(const std::string& user) const;

  std::string resource_version(const std::string& path) const;  ///< Of "namespace/name".

 private:
  void await_ready();

  TempDir home_{};
  std::string port_;
  std::unique_ptr<BackgroundServer> etcd_{};
  std::unique_ptr<BackgroundServer> server_{};
  int namespaces_ = 0;
};

/// The one that a test program shares, started when it is first asked for.
KubernetesFixture& shared_kubernetes();

}  // namespace pgberth
