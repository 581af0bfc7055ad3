#pragma once

#include "reconciler/settings/stores.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pgberth {

/// Whether `text` can be said after --store. Error: BadOption.
Result<Done> check_store_option(const std::string& text);

/// The stores that --store names, one text each:
///
///     file:DIR              a folder that stands in for all that are not named
///     kubernetes[:CONTEXT]  as kubectl would find the cluster: KUBECONFIG, ~/.kube/config, or the
///     pod vault[:URL]           as Vault's own client: VAULT_ADDR, VAULT_TOKEN or ~/.vault-token,
///                           VAULT_NAMESPACE, VAULT_CACERT
///
/// Errors: BadOption.
Result<Stores> stores_of_options(
    const std::vector<std::string>& texts,
    const std::function<std::optional<std::string>(const std::string&)>& variable);

}  // namespace pgberth
