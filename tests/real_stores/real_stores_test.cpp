// The end-to-end tests of the dialects once more, with a real cluster and a real Vault in the place
// of files, under the rights of deploy/rights. CMakeLists.txt adds their sources to this program.

#include <gtest/gtest.h>

#include "tests/support/kubernetes_fixture.h"
#include "tests/support/real_site_stores.h"
#include "tests/support/shipped_rights.h"
#include "tests/support/vault_fixture.h"
#include <cstdio>
#include <map>
#include <string>

namespace pgberth {
namespace {

class RealStores : public testing::Environment {
  void SetUp() override {
    if (!KubernetesFixture::can_run() || !VaultFixture::can_run())
      GTEST_SKIP() << "there is no cluster or no Vault: scripts/go-servers builds them";
    site_stores() = &real_site_stores;
  }

  /// Of all that pgberth asked of the cluster in these tests there is nothing but reading, creating
  /// and the patch that adds keys.
  void TearDown() override {
    if (site_stores() != &real_site_stores) return;
    std::map<std::string, int> verbs;
    for (const std::string& call : shared_kubernetes().calls_of(ShippedRights::user()))
      ++verbs[call.substr(0, call.find(' '))];
    for (const auto& [verb, times] : verbs)
      EXPECT_TRUE(verb == "get" || verb == "list" || verb == "create" || verb == "patch")
          << verb << ", " << times << " times";
    std::string line = "asked of the cluster:";
    for (const auto& [verb, times] : verbs) line += " " + verb + " " + std::to_string(times);
    std::printf("%s\n", line.c_str());
  }
};

[[maybe_unused]] const auto* const kRealStores = testing::AddGlobalTestEnvironment(new RealStores);

}  // namespace
}  // namespace pgberth
