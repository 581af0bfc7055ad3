#pragma once

#include "reconciler/adapters/aws/credentials.h"
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

class SecretsManagerApi;

/// The Secrets Managers that a process has opened. Who opens the same one again, pass by pass, goes
/// on with the credentials that are there as long as they are good. Thread-safe.
class OpenSecretsManagers {
 public:
  OpenSecretsManagers(AwsVariable variable, Clock& clock, Entropy& entropy)
      : variable_(std::move(variable)), clock_(clock), entropy_(entropy) {}

  /// Secrets Manager at `address`; the same where settings say the same (`address.said`). Contacts
  /// nobody yet. Errors: BadSettings (the region or an endpoint is none), StoreAuth (AWS's own
  /// files cannot be read).
  Result<std::unique_ptr<SecretStore>> open(const AwsAddress& address);

 private:
  AwsVariable variable_;
  Clock& clock_;
  Entropy& entropy_;
  std::mutex busy_{};
  struct Open {
    std::shared_ptr<SecretsManagerApi> api;
    std::chrono::steady_clock::time_point at;
  };
  std::map<std::string, Open> known_{};
};

}  // namespace pgberth
