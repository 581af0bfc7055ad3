#pragma once

#include "reconciler/adapters/kubernetes/kubernetes_api.h"
#include "reconciler/model/checkup.h"

#include <string>
#include <vector>

namespace pgberth {

/// The UID of the namespace kube-system, by which a cluster is known.
/// Errors: those of KubernetesApi; StoreRights; StoreFailed; StoreUnfit (there is none).
Result<std::string> cluster_uid(KubernetesApi& api);

/// Whether `work` can be done by who we are, as the cluster tells of itself: its reviews of our own
/// access store nothing, nor does the creation of a Secret that is asked for as a dry run.
std::vector<Check> examine_cluster(KubernetesApi& api, const StoreWork& work);

}  // namespace pgberth
