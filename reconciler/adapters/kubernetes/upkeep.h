#pragma once

#include "reconciler/adapters/kubernetes/kubernetes_api.h"
#include "reconciler/model/entry.h"

#include <map>
#include <set>
#include <string>

namespace pgberth {

/// What the objects of External Secrets, and of the operator that copies from Vault, tell of the
/// Secrets that they make: one list for each kind and namespace. Where neither is installed, or may
/// be read, there is no answer.
std::map<std::string, Upkeep> tell_upkeep(KubernetesApi& api, const std::set<std::string>& paths);

}  // namespace pgberth
