#pragma once

#include "reconciler/adapters/secrets_manager/secrets_manager_api.h"

#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <string>

namespace pgberth {

/// Which entries are listed.
struct SecretListing {
  std::set<std::string> prefixes{};  ///< All that begin with one of these; "": all.
  int most_pages = 5'000;            ///< An account has at most 500,000 entries.
};

/// The rows of ListSecrets by name, also of entries that are pending deletion.
/// Errors: those of SecretsManagerApi; StoreRights; StoreFailed (there are more).
Result<std::map<std::string, nlohmann::json>> list_secrets(SecretsManagerApi& api,
                                                           const SecretListing& listing);

/// A few prefixes in which all `names` lie: no more than ListSecrets takes in one call.
std::set<std::string> prefixes_of(const std::set<std::string>& names);

}  // namespace pgberth
