#include <gtest/gtest.h>

#include "tests/support/kubernetes_client.h"
#include "tests/support/server_programs.h"
#include "tests/support/vault_secrets.h"
#include <string>
#include <thread>

namespace pgberth {
namespace {

/// The definitions of External Secrets, as it ships them, and those of the operator for Vault.
void install_definitions() {
  static const bool installed = [] {
    const KubernetesFixture& cluster = shared_kubernetes();
    cluster.kubectl({"apply", "--server-side", "-f",
                     server_program("external-secrets", "bundle.yaml")->string()});
    cluster.apply(kVaultSecrets);
    for (const char* name : {"externalsecrets.external-secrets.io", "vaultsecrets.ricoberger.de"})
      cluster.kubectl(
          {"wait", "--for=condition=Established", "--timeout=60s", std::string("crd/") + name});
    return true;
  }();
  ASSERT_TRUE(installed);
}

class UpkeepTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!server_program("external-secrets", "bundle.yaml"))
      GTEST_SKIP() << "the definitions of External Secrets are not there";
    install_definitions();
  }

  /// An ExternalSecret of that name, and what its controller says of it.
  void keep(const std::string& name, const std::string& status, const std::string& target = "") {
    cluster_.apply(
        "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: " + name +
        ", namespace: " + name_space_ +
        "}\nspec:\n  refreshInterval: 5m\n  secretStoreRef: {name: s, kind: SecretStore}\n" +
        (target.empty() ? "" : "  target: {name: " + target + "}\n") +
        "  dataFrom: [{extract: {key: k}}]\n");
    if (status.empty()) return;
    const auto answer = cluster_.ask("PATCH",
                                     "/apis/external-secrets.io/v1/namespaces/" + name_space_ +
                                         "/externalsecrets/" + name + "/status",
                                     "{\"status\":" + status + "}", "application/merge-patch+json");
    ASSERT_TRUE(answer.ok()) << answer.body;
  }
  std::string told(const std::string& name) {
    const auto all = client_.store().upkeep({name_space_ + "/" + name});
    const auto found = all.find(name_space_ + "/" + name);
    return found == all.end() ? "nothing" : found->second.says;
  }

  KubernetesFixture& cluster_ = shared_kubernetes();
  std::string name_space_ = cluster_.new_namespace("upkeep");
  KubernetesClient client_{access_with(KubernetesFixture::admin_token())};
};

TEST_F(UpkeepTest, TellsWhyOneIsNotSynced) {
  keep("fence-dbcreds",
       R"({"conditions":[{"type":"Ready","status":"False","reason":"SecretSyncedError",)"
       R"("message":"could not get secret data from provider"}]})");

  EXPECT_EQ(told("fence-dbcreds"),
            "ExternalSecret \"fence-dbcreds\" is not synced: SecretSyncedError")
      << "its message could repeat a secret";
}

TEST_F(UpkeepTest, TellsWhenItWasSynced) {
  keep("other-name",
       R"({"conditions":[{"type":"Ready","status":"True","reason":"SecretSynced"}],)"
       R"("refreshTime":"2026-01-31T12:00:00Z"})",
       "fence-dbcreds");

  const auto all = client_.store().upkeep({name_space_ + "/fence-dbcreds"});

  const Upkeep& upkeep = all.at(name_space_ + "/fence-dbcreds");
  EXPECT_EQ(upkeep.says,
            "ExternalSecret \"other-name\" was synced at 2026-01-31T12:00:00Z, every 5m");
  ASSERT_TRUE(upkeep.synced);
  EXPECT_EQ(upkeep.synced->time_since_epoch().count(), 1769860800);
}

TEST_F(UpkeepTest, TellsThatNobodyDoesOrNotYet) {
  keep("new", "");

  EXPECT_EQ(told("new"), "ExternalSecret \"new\" has not been synced yet");
  EXPECT_EQ(told("lonely"), "no ExternalSecret makes it");
}

TEST_F(UpkeepTest, KnowsTheOperatorForVaultToo) {
  cluster_.apply(
      "apiVersion: ricoberger.de/v1alpha1\nkind: VaultSecret\nmetadata: {name: postgres, "
      "namespace: " +
      name_space_ + "}\nspec: {path: secret/x/postgres, type: Opaque}\n");

  EXPECT_EQ(told("postgres"), "VaultSecret \"postgres\" has not been synced yet");
}

TEST_F(UpkeepTest, SaysThatItMayNotLook) {
  const std::string token = cluster_.token_of(name_space_, "blind");
  KubernetesClient blind(access_with(token));

  const auto told = blind.store().upkeep({name_space_ + "/fence-dbcreds"});

  EXPECT_EQ(told.at(name_space_ + "/fence-dbcreds").says,
            "it cannot be seen whether some ExternalSecret makes it");
  EXPECT_TRUE(told.at(name_space_ + "/fence-dbcreds").by_somebody) << "it could be";
}

}  // namespace
}  // namespace pgberth
