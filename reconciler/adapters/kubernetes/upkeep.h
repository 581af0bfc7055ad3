#pragma once

#include "reconciler/adapters/kubernetes/kubernetes_api.h"
#include "reconciler/model/entry.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace pgberth {

/// A kind of objects that make Secrets from what is in another store.
struct Keeper {
  std::string_view group;
  std::string_view plural;
  std::string_view kind;
};
inline constexpr std::array kKeepers{
    Keeper{"external-secrets.io", "externalsecrets", "ExternalSecret"},
    Keeper{"ricoberger.de", "vaultsecrets", "VaultSecret"},
};

/// What the objects of External Secrets, and of the operator that copies from Vault, tell of the
/// Secrets that they make: one list for each kind and namespace. Where neither is installed, or may
/// be read, there is no answer.
std::map<std::string, Upkeep> tell_upkeep(KubernetesApi& api, const std::set<std::string>& paths);

}  // namespace pgberth
