#pragma once

#include "reconciler/base/ports.h"
#include "reconciler/base/result.h"
#include "reconciler/model/store.h"
#include "reconciler/model/store_address.h"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace pgberth {

class VaultApi;

/// The Vaults that a process has opened. Logging in leaves a token behind that lives on in Vault
/// until its time is over; so who opens the same Vault again, pass by pass, goes on with the token
/// that is there, unless a right was missing meanwhile. Thread-safe.
class OpenVaults {
 public:
  OpenVaults(Clock& clock, Entropy& entropy) : clock_(clock), entropy_(entropy) {}

  /// The Vault at `address`; the same where settings say the same (`address.said`). Contacts nobody
  /// yet. Error BadSettings: the address is none.
  Result<std::unique_ptr<SecretStore>> open(const VaultAddress& address);

 private:
  Clock& clock_;
  Entropy& entropy_;
  std::mutex busy_{};
  struct Open {
    std::shared_ptr<VaultApi> api;
    std::chrono::steady_clock::time_point at;
  };
  std::map<std::string, Open> known_{};
};

}  // namespace pgberth
