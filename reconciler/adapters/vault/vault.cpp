#include "reconciler/adapters/vault/vault.h"

#include "reconciler/adapters/http/url.h"
#include "reconciler/adapters/vault/vault_store.h"

#include <utility>

namespace pgberth {
namespace {

constexpr std::chrono::hours kForgotten{6};

Result<Done> check_address(const std::string& url) {
  const bool http = url.starts_with("https://") || url.starts_with("http://");
  if (http && !origin_of(url).ends_with("://")) return Done{};
  return Error{.code = Code::BadSettings,
               .what = "\"" + origin_of(url) + "\" is no address of a Vault",
               .hint = "Write it as \"https://vault.example.internal:8200\"."};
}

}  // namespace

Result<std::unique_ptr<SecretStore>> OpenVaults::open(const VaultAddress& address) {
  if (auto sound = check_address(address.url); !sound) return std::move(sound).error();
  const std::lock_guard lock(busy_);
  // What settings do not say anymore, nobody comes back to.
  const auto now = clock_.now();
  std::erase_if(known_, [&](const auto& each) { return now - each.second.at > kForgotten; });
  std::shared_ptr<VaultApi> api;
  if (const auto known = known_.find(address.said); known != known_.end()) {
    api = known->second.api;
    api->begin_again();
  }
  if (!api) api = std::make_shared<VaultApi>(address, clock_, entropy_);
  // A token that is given is nobody's to keep: the next one to be given may be another.
  if (!address.said.empty() && !std::holds_alternative<VaultToken>(address.login))
    known_[address.said] = {api, now};
  return std::unique_ptr<SecretStore>(std::make_unique<VaultStore>(api, address.adds_keys));
}

}  // namespace pgberth
