#include "reconciler/adapters/vault/vault.h"

#include "reconciler/adapters/http/url.h"
#include "reconciler/adapters/vault/vault_store.h"

#include <utility>

namespace pgberth {

Result<std::unique_ptr<SecretStore>> open_vault(const VaultAddress& address, Clock& clock,
                                                Entropy& entropy) {
  const bool http = address.url.starts_with("https://") || address.url.starts_with("http://");
  if (!http || origin_of(address.url).ends_with("://"))
    return Error{.code = Code::BadSettings,
                 .what = "\"" + origin_of(address.url) + "\" is no address of a Vault",
                 .hint = "Write it as \"https://vault.example.internal:8200\"."};
  const bool adds_keys = address.adds_keys;
  return std::unique_ptr<SecretStore>(
      std::make_unique<VaultStore>(std::make_unique<VaultApi>(address, clock, entropy), adds_keys));
}

}  // namespace pgberth
