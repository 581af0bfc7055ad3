#include <gtest/gtest.h>

#include "tests/support/store_contract.h"
#include "tests/support/vault_fixture.h"

namespace pgberth {
namespace {

std::string rule(const std::string& path, const std::string& capabilities) {
  return "path \"" + path + "\" { capabilities = [" + capabilities + "] }\n";
}

/// One mount of the shared Vault, and a token that may do there what pgberth does.
struct InVault {
  std::string mount = shared_vault().new_mount();
  std::string policy = shared_vault().new_name("contract");
  std::string rules = rule(mount + "data/*", R"("create", "read", "patch")") +
                      rule(mount + "metadata/*", R"("list")");
  std::string token = shared_vault().token({policy});
  VaultClient client{address_of(shared_vault(), token)};

  InVault() { shared_vault().policy(policy, rules); }

  static constexpr bool kAddsKeys = true;
  static constexpr bool kAnyName = false;
  static constexpr bool kTextOnly = true;
  SecretStore& store() { return client.store(); }
  std::string path(const std::string& name) const { return mount + name; }
  std::string root() const { return mount; }
  static std::string stamp(const std::string& path) {
    return std::to_string(shared_vault().version(path));
  }
  void make_unreadable(const std::string& path) const {
    shared_vault().policy(policy, rules + rule(data_path_of(path), R"("deny")"));
  }
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Vault, StoreContract, InVault);

}  // namespace pgberth
