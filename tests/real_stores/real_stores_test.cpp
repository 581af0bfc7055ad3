// The end-to-end tests of the dialects once more, with a real cluster and a real Vault in the place
// of files, under the rights of deploy/rights. CMakeLists.txt adds their sources to this program.

#include <gtest/gtest.h>

#include "tests/support/kubernetes_fixture.h"
#include "tests/support/real_site_stores.h"
#include "tests/support/vault_fixture.h"

namespace pgberth {
namespace {

class RealStores : public testing::Environment {
  void SetUp() override {
    if (!KubernetesFixture::can_run() || !VaultFixture::can_run())
      GTEST_SKIP() << "there is no cluster or no Vault: scripts/go-servers builds them";
    site_stores() = &real_site_stores;
  }
};

[[maybe_unused]] const auto* const kRealStores = testing::AddGlobalTestEnvironment(new RealStores);

}  // namespace
}  // namespace pgberth
