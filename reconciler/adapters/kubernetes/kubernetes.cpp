#include "reconciler/adapters/kubernetes/kubernetes.h"

#include "reconciler/adapters/kubernetes/kubernetes_store.h"

#include <utility>

namespace pgberth {

Result<std::unique_ptr<SecretStore>> open_kubernetes(const KubernetesAddress& address,
                                                     const Variable& variable, Clock& clock,
                                                     Entropy& entropy) {
  auto access = cluster_access(address, variable);
  if (!access) return std::move(access).error();
  return std::unique_ptr<SecretStore>(std::make_unique<KubernetesStore>(
      std::make_unique<KubernetesApi>(*std::move(access), clock, entropy), address.adds_keys));
}

}  // namespace pgberth
