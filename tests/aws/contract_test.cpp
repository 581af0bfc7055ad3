#include <gtest/gtest.h>

#include "tests/aws/with_moto.h"
#include "tests/support/aws_client.h"
#include "tests/support/store_contract.h"

namespace pgberth {
namespace {

/// A region of its own, and the shipped rights for every name.
struct InSecretsManager {
  AwsGate gate{shared_moto(), shared_moto().new_name("us-contract")};
  AwsIdentity identity{.name = "pgberth", .key_id = "AKIACONTRACT", .secret = "canary-key"};
  AwsRoot root_user{shared_moto(), gate.region()};
  AwsClient client{address_of(gate), variables_of(identity)};
  std::set<std::string> hidden{};

  InSecretsManager() { admit(); }

  static constexpr bool kAddsKeys = false;
  static constexpr bool kAnyName = false;
  static constexpr bool kTextOnly = true;
  static constexpr std::size_t kLargest = 60'000;
  SecretStore& store() { return client.store(); }
  static std::string path(const std::string& name) { return "qa-" + name; }
  static std::string root() { return "qa-"; }
  std::string stamp(const std::string& path) const {
    return root_user.exists(path) ? root_user.describe(path).dump() : "";
  }
  void make_unreadable(const std::string& path) {
    hidden.insert(path);
    admit();
  }

 private:
  void admit() {
    auto policy = nlohmann::json::parse(shipped_policy(gate, "qa-", {"read", "create"}));
    for (const std::string& path : hidden)
      policy["Statement"].push_back(
          {{"Effect", "Deny"},
           {"Action", "secretsmanager:GetSecretValue"},
           {"Resource", "arn:aws:secretsmanager:*:*:secret:" + path + "-??????"}});
    identity.policy = IamPolicy::parse(policy.dump());
    gate.add_identity(identity);
  }
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(SecretsManager, StoreContract, InSecretsManager);

}  // namespace pgberth
