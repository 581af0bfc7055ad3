#pragma once

#include "reconciler/adapters/kubernetes/kubernetes_api.h"
#include "reconciler/model/checkup.h"

#include <cstddef>
#include <optional>
#include <string>

namespace pgberth {

/// Whether `number` new Secrets would be taken in a namespace, for who may make some there: the
/// cluster is asked for one, and to store nothing (`dryRun`). It tells what no review of rights
/// does: that there is no such namespace, that its quota is used up, that somebody does not admit
/// it. Of a quota only that there is room for one more.
Check try_creation(KubernetesApi& api, const std::string& name_space, std::size_t number);

/// What is told of a namespace in which something is to be made.
struct NamespaceSeen {
  std::optional<Check> check{};
  bool told = true;  ///< Or we may not see whether it is there.
};

/// The same for who may make nothing there: whether it is there, and not going away.
NamespaceSeen look_at_namespace(KubernetesApi& api, const std::string& name_space);

}  // namespace pgberth
