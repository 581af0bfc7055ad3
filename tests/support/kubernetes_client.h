#pragma once

#include "reconciler/adapters/kubernetes/kubernetes_store.h"

#include "tests/support/kubernetes_fixture.h"
#include "tests/support/postgres_fixture.h"
#include <memory>
#include <string>

namespace pgberth {

/// Somebody with a store on a cluster, in time and chance of its own.
class KubernetesClient {
 public:
  explicit KubernetesClient(ClusterAccess access, Patience patience = {})
      : store_(std::make_unique<KubernetesApi>(std::move(access), clock_, entropy_, patience)) {}

  KubernetesStore& store() { return store_; }

 private:
  RealClock clock_{};
  TestEntropy entropy_{};
  KubernetesStore store_;
};

/// The way to the shared cluster with `token`.
inline ClusterAccess access_with(const std::string& token) {
  const KubernetesFixture& cluster = shared_kubernetes();
  return {.server = cluster.server(),
          .ca_file = cluster.ca_file(),
          .identity = FixedToken{Secret{token}}};
}

}  // namespace pgberth
