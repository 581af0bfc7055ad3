#pragma once

#include "reconciler/adapters/kubernetes/cluster_access.h"
#include "reconciler/base/ports.h"
#include "reconciler/model/store.h"

#include <memory>

namespace pgberth {

/// The Secrets of the cluster at `address`. Contacts nobody; clock and entropy must outlive it.
/// Errors: those of cluster_access().
Result<std::unique_ptr<SecretStore>> open_kubernetes(const KubernetesAddress& address,
                                                     const Variable& variable, Clock& clock,
                                                     Entropy& entropy);

}  // namespace pgberth
