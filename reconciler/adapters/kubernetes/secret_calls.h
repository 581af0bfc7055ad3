#pragma once

#include "reconciler/adapters/kubernetes/kubernetes_api.h"
#include "reconciler/adapters/kubernetes/secret_object.h"

#include <functional>
#include <map>
#include <set>
#include <string>

namespace pgberth {

/// Where the Secrets of a namespace, or one of them, are in the API.
std::string secrets_path(const std::string& name_space);
std::string secret_path(const SecretName& name);

/// The Secret; null when there is none.
Result<nlohmann::json> get_secret(KubernetesApi& api, const SecretName& name);

/// Calls `take` with each Secret below `path`, releases of Helm aside, page by page. `accept` says
/// in which form.
Result<Done> each_secret(KubernetesApi& api, const std::string& path, const std::string& accept,
                         const std::function<void(const nlohmann::json&)>& take);

/// What is at each path. A namespace of which several are wanted is listed, where that is allowed;
/// what a list does not show is asked for by its name, so that no absence rests on a list. When the
/// cluster does not answer, the rest is not asked for.
std::map<std::string, StoredEntry> read_secrets(KubernetesApi& api,
                                                const std::set<std::string>& paths);

}  // namespace pgberth
