#pragma once

#include "reconciler/base/ports.h"
#include "reconciler/base/result.h"
#include "reconciler/model/store.h"
#include "reconciler/model/store_address.h"

#include <memory>

namespace pgberth {

/// The Vault at `address`. Contacts nobody yet. Error BadSettings: the address is none.
Result<std::unique_ptr<SecretStore>> open_vault(const VaultAddress& address, Clock& clock,
                                                Entropy& entropy);

}  // namespace pgberth
