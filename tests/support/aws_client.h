#pragma once

#include "reconciler/adapters/secrets_manager/secrets_manager_store.h"

#include "tests/support/aws_gate.h"
#include "tests/support/aws_root.h"
#include "tests/support/postgres_fixture.h"
#include <map>
#include <memory>
#include <string>

namespace pgberth {

/// Who has the key id and the secret of `identity`, as variables say it, and nothing else around.
AwsVariable variables_of(const AwsIdentity& identity, std::map<std::string, std::string> more = {});

/// The way to `gate`, for Secrets Manager and STS.
AwsAddress address_of(const AwsGate& gate);

/// Somebody with a store in Secrets Manager, in time and chance of its own.
class AwsClient {
 public:
  AwsClient(const AwsAddress& address, const AwsVariable& variable, Patience patience = {});

  SecretsManagerStore& store() { return *store_; }
  SecretsManagerApi& api() { return *api_; }

 private:
  RealClock clock_{};
  TestEntropy entropy_{};
  std::shared_ptr<SecretsManagerApi> api_;
  std::unique_ptr<SecretsManagerStore> store_;
};

/// A region of Secrets Manager that no other test uses, with `identity` under `policy` in it.
struct AwsSite {
  explicit AwsSite(const std::string& policy);

  AwsGate gate;
  AwsIdentity identity;
  AwsRoot root;
  AwsClient client;

  SecretsManagerStore& store() { return client.store(); }
};

/// The shipped policy files of deploy/rights/aws by their names ("read", "create"), as one policy,
/// for entries that begin with `prefix`.
std::string shipped_policy(const AwsGate& gate, const std::string& prefix,
                           const std::vector<std::string>& files);

}  // namespace pgberth
