#pragma once

#include "reconciler/adapters/secrets_manager/secrets_manager_api.h"
#include "reconciler/model/checkup.h"

#include <vector>

namespace pgberth {

/// Whether `work` can be done by who we are. Reading is tried; so is creating, under a KMS key that
/// no account can have, with which AWS can store nothing; at other endpoints than AWS's own only of
/// what is there already. Of very many entries some are tried.
std::vector<Check> examine_secrets_manager(SecretsManagerApi& api, const StoreWork& work);

}  // namespace pgberth
