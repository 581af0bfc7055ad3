#pragma once

#include "reconciler/adapters/aws/secrets_manager_api.h"

#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <string>

namespace pgberth {

/// The rows of ListSecrets by name, also of entries that are pending deletion: all that begin with
/// one of `prefixes` ("": all). Errors: those of SecretsManagerApi; StoreRights; StoreFailed.
Result<std::map<std::string, nlohmann::json>> list_secrets(SecretsManagerApi& api,
                                                           const std::set<std::string>& prefixes);

/// A few prefixes in which all `names` lie: no more than ListSecrets takes in one call.
std::set<std::string> prefixes_of(const std::set<std::string>& names);

}  // namespace pgberth
