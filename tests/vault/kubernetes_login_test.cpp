#include <gtest/gtest.h>

#include "tests/support/kubernetes_fixture.h"
#include "tests/support/store_contract.h"
#include "tests/support/temp_dir.h"
#include "tests/support/vault_fixture.h"
#include <chrono>
#include <fstream>
#include <string>
#include <thread>

namespace pgberth {
namespace {

using Json = nlohmann::json;

/// A Vault that asks a real cluster whose a token is.
TEST(VaultByServiceAccount, IsOpenToTheAccountOfItsRoleAlone) {
  if (!KubernetesFixture::can_run()) GTEST_SKIP() << "kube-apiserver is not there";
  const KubernetesFixture& cluster = shared_kubernetes();
  VaultFixture& vault = shared_vault();
  const std::string policy = vault.new_name("pod");
  vault.policy(policy, R"(path "secret/data/pod" { capabilities = ["create", "read"] })");
  vault.must("POST", "sys/auth/k8s/dev", R"({"type":"kubernetes"})");
  vault.must("POST", "auth/k8s/dev/config",
             Json{{"kubernetes_host", cluster.server()},
                  {"kubernetes_ca_cert", cluster.ca()},
                  {"token_reviewer_jwt", KubernetesFixture::admin_token()},
                  {"disable_local_ca_jwt", true}}
                 .dump());
  vault.must("POST", "auth/k8s/dev/role/pgberth",
             Json{{"bound_service_account_names", {"pgberth"}},
                  {"bound_service_account_namespaces", {"tools"}},
                  {"audience", "vault"},
                  {"token_policies", {policy}},
                  {"token_ttl", "1s"},
                  {"token_max_ttl", "1s"}}
                 .dump());
  const TempDir home;
  const auto write = [&](const std::string& token) { std::ofstream(home / "token") << token; };
  VaultClient client(address_of(
      vault, VaultKubernetes{
                 .mount = "k8s/dev", .role = "pgberth", .token_file = (home / "token").string()}));

  write(cluster.token_of("tools", "stranger"));
  const auto stranger = client.store().create("secret/pod", entry_of({{"a", "b"}}));
  write(cluster.token_of("tools", "pgberth"));
  const auto created = client.store().create("secret/pod", entry_of({{"a", "b"}}));
  std::this_thread::sleep_for(std::chrono::milliseconds(1200));
  write(cluster.token_of("tools", "pgberth"));
  const auto read = read_one(client.store(), "secret/pod");

  ASSERT_FALSE(stranger);
  EXPECT_EQ(stranger.error().code, Code::StoreAuth);
  ASSERT_TRUE(created) << created.error().what;
  EXPECT_EQ(*created, Creation::Created);
  EXPECT_EQ(keys_of(read), (StoreKeys{{"a", "b"}})) << read.detail;
}

}  // namespace
}  // namespace pgberth
