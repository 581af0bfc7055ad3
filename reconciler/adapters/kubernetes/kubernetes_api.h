#pragma once

#include "reconciler/adapters/http/json_api.h"
#include "reconciler/adapters/kubernetes/cluster_access.h"
#include "reconciler/base/ports.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace pgberth {

/// One call of the API of a cluster.
struct KubernetesCall {
  std::string method = "GET";
  std::string path;  ///< With its query: "/api/v1/namespaces/qa/secrets?limit=500".
  std::string body{};
  std::string content_type = "application/json";
  std::string accept = "application/json";
};

/// The API of a cluster, spoken to with the credentials of its access. A token in a file is read
/// anew for each call; what a plugin gave is kept until it ends or is refused. Thread-safe.
class KubernetesApi {
 public:
  KubernetesApi(ClusterAccess access, Clock& clock, Entropy& entropy, Patience patience = {});
  KubernetesApi(const KubernetesApi&) = delete;
  KubernetesApi& operator=(const KubernetesApi&) = delete;
  ~KubernetesApi();

  /// The answer, whatever it is; all calls may be sent twice, so one that reads, or one that the
  /// second time has no effect. After a 401 it is asked once more with a credential that is read or
  /// drawn anew.
  /// Errors: StoreUnreachable, StoreCertificate, StoreAuth (no credential can be had), StoreFailed
  /// (the answer is too large).
  Result<JsonAnswer> ask(const KubernetesCall& call);

  /// Our time, to compare it with what the cluster tells.
  std::chrono::system_clock::time_point wall() { return clock_.wall(); }
  bool by_tls() const { return access_.server.starts_with("https://"); }

  /// What an answer that is no success means, `doing` in words ("create secrets in \"qa\"").
  Error refused(const JsonAnswer& answer, const std::string& doing) const;

 private:
  class Speaker;

  /// Whoever speaks for us at the moment; with `anew` one that knows a new credential.
  Result<std::shared_ptr<Speaker>> speaker(const Speaker* instead_of);
  Result<std::shared_ptr<Speaker>> new_speaker();

  ClusterAccess access_;
  Clock& clock_;
  Entropy& entropy_;
  Patience patience_;
  std::mutex busy_{};
  std::shared_ptr<Speaker> speaker_{};
  struct Failure {
    Error error;
    std::chrono::steady_clock::time_point until;
  };
  std::optional<Failure> failure_{};  ///< No credential could be had the last time.
};

}  // namespace pgberth
