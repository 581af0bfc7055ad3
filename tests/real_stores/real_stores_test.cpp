// The end-to-end tests of the dialects once more, with a real cluster and a real Vault in the place
// of files, under the rights of deploy/rights. CMakeLists.txt adds their sources to this program.

#include <gtest/gtest.h>

#include "tests/support/kubernetes_fixture.h"
#include "tests/support/real_site_stores.h"
#include "tests/support/shipped_rights.h"
#include "tests/support/vault_fixture.h"
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace pgberth {
namespace {

class RealStores : public testing::Environment {
  void SetUp() override {
    if (!KubernetesFixture::can_run() || !VaultFixture::can_run())
      GTEST_SKIP() << "there is no cluster or no Vault: scripts/go-servers builds them";
    site_stores() = &real_site_stores;
  }

  /// Of all that pgberth asked of the stores in these tests there is nothing but reading, creating
  /// and the patch that adds keys. Vault calls it an update when an entry to create is there
  /// already, and refuses it.
  void TearDown() override {
    if (site_stores() != &real_site_stores) return;
    expect_only("the cluster", shared_kubernetes().calls_of(ShippedRights::user()),
                {"get", "list", "create", "patch"});
    std::vector<std::string> of_entries;
    for (const std::string& call : shared_vault().calls_below(""))
      if (call.find(" auth/") == std::string::npos && call.find(" sys/") == std::string::npos)
        of_entries.push_back(call);
    expect_only("Vault", of_entries, {"read", "list", "create", "patch", "update refused"});
  }

  static void expect_only(const std::string& whom, const std::vector<std::string>& calls,
                          const std::set<std::string>& allowed) {
    std::map<std::string, int> verbs;
    for (const std::string& call : calls) {
      std::string verb = call.substr(0, call.find(' '));
      if (call.ends_with(" refused") && !allowed.contains(verb)) verb += " refused";
      ++verbs[verb];
      EXPECT_TRUE(allowed.contains(verb)) << call;
    }
    std::string line = "asked of " + whom + ":";
    for (const auto& [verb, times] : verbs) line += " " + verb + " " + std::to_string(times) + ",";
    std::printf("%s\n", line.c_str());
  }
};

[[maybe_unused]] const auto* const kRealStores = testing::AddGlobalTestEnvironment(new RealStores);

}  // namespace
}  // namespace pgberth
