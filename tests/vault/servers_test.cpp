#include <gtest/gtest.h>

#include "tests/support/vault_fixture.h"

namespace pgberth {
namespace {

/// Leaves out all tests of this program where there is no Vault.
class NeedsVault : public testing::Environment {
 public:
  void SetUp() override {
    if (!VaultFixture::can_run()) GTEST_SKIP() << "vault is not there; run scripts/go-servers";
  }
};

[[maybe_unused]] const testing::Environment* const kNeedsVault =
    testing::AddGlobalTestEnvironment(new NeedsVault);

}  // namespace
}  // namespace pgberth
