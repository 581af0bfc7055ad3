#include "reconciler/adapters/kubernetes/kubernetes.h"

#include <gtest/gtest.h>

#include "tests/support/kubernetes_client.h"
#include "tests/support/server_programs.h"
#include "tests/support/store_contract.h"
#include "tests/support/temp_dir.h"
#include <filesystem>
#include <fstream>
#include <string>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

/// What stands for a store of the shared cluster, however it is reached.
class AccessTest : public testing::Test {
 protected:
  /// "" when the store can be asked; else the code of what it tells.
  std::string answer(ClusterAccess access) {
    KubernetesClient client(std::move(access), {.tries = 1});
    const auto names = client.store().list(name_space_ + "/");
    return names ? "" : to_string(names.error().code);
  }
  std::string kubeconfig(const std::string& user, const std::string& cluster = "") {
    const std::string file = folder_ / "config";
    std::ofstream(file) << "current-context: c\nclusters: [{name: c, cluster: {server: '"
                        << cluster_.server() << "', certificate-authority: '" << cluster_.ca_file()
                        << "'" << cluster << "}}]\nusers: [{name: c, user: " << user
                        << "}]\ncontexts: [{name: c, context: {cluster: c, user: c}}]\n";
    return file;
  }
  ClusterAccess access(const std::string& user, const std::string& cluster = "") {
    auto found = cluster_access({.kubeconfig = kubeconfig(user, cluster)}, {});
    EXPECT_TRUE(found) << found.error().what;
    return *std::move(found);
  }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }
  std::string plugin(const std::string& lines) {
    write("plugin", "#!/bin/sh\n" + lines + "\n");
    fs::permissions(folder_ / "plugin", fs::perms::owner_all);
    return "{exec: {apiVersion: client.authentication.k8s.io/v1, command: '" +
           (folder_ / "plugin").string() + "'}}";
  }
  static std::string credential(const std::string& status) {
    return R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":)" +
           status + "}";
  }

  KubernetesFixture& cluster_ = shared_kubernetes();
  std::string name_space_ = cluster_.new_namespace("access");
  TempDir folder_{};
};

TEST_F(AccessTest, LogsInWithATokenOrItsFile) {
  write("token", KubernetesFixture::admin_token() + "\n");

  EXPECT_EQ(answer(access("{token: " + KubernetesFixture::admin_token() + "}")), "");
  EXPECT_EQ(answer(access("{tokenFile: token}")), "");
  EXPECT_EQ(answer(access("{token: wrong}")), "E408");
  EXPECT_EQ(answer(access("{tokenFile: gone}")), "E408");
}

TEST_F(AccessTest, ReadsATokenFileAnewForEachCall) {
  write("token", "ended");
  KubernetesClient client(access("{tokenFile: token}"));

  EXPECT_EQ(client.store().list(name_space_ + "/").error().code, Code::StoreAuth);
  write("token", KubernetesFixture::admin_token());
  EXPECT_TRUE(client.store().list(name_space_ + "/"));
}

TEST_F(AccessTest, LogsInWithWhatAPluginGivesAndAsksItAgainWhenThatEnds) {
  const std::string token = KubernetesFixture::admin_token();
  const std::string calls = folder_ / "calls";
  const std::string user =
      plugin("echo x >> '" + calls + "'; if [ $(wc -l < '" + calls + "') -gt 1 ]; then echo '" +
             credential(R"({"token":")" + token + "\"}") + "'; else echo '" +
             credential(R"({"token":"ended"})") + "'; fi");
  KubernetesClient client(access(user));

  EXPECT_TRUE(client.store().list(name_space_ + "/"));
  EXPECT_TRUE(client.store().list(name_space_ + "/"));

  std::ifstream in(calls);
  EXPECT_EQ(std::string((std::istreambuf_iterator<char>(in)), {}), "x\nx\n");
}

TEST_F(AccessTest, DrawsACredentialThatIsAboutToEndBeforeItIsRefused) {
  const std::string calls = folder_ / "calls";
  const std::string user = plugin("echo x >> '" + calls + "'; echo '" +
                                  credential(R"({"token":")" + KubernetesFixture::admin_token() +
                                             R"(","expirationTimestamp":"2020-01-01T00:00:00Z"})") +
                                  "'");
  KubernetesClient client(access(user));

  EXPECT_TRUE(client.store().list(name_space_ + "/"));
  EXPECT_TRUE(client.store().list(name_space_ + "/"));

  std::ifstream in(calls);
  EXPECT_EQ(std::string((std::istreambuf_iterator<char>(in)), {}), "x\nx\n");
}

TEST_F(AccessTest, RunsAPluginThatFailsOnceForManyCalls) {
  const std::string calls = folder_ / "calls";
  KubernetesClient client(access(plugin("echo x >> '" + calls + "'; exit 1")));

  EXPECT_FALSE(client.store().list(name_space_ + "/"));
  EXPECT_FALSE(client.store().list(name_space_ + "/"));

  std::ifstream in(calls);
  EXPECT_EQ(std::string((std::istreambuf_iterator<char>(in)), {}), "x\n");
}

TEST_F(AccessTest, ShowsACertificate) {
  cluster_.certificate("admin-by-certificate", "system:masters", folder_.path());

  EXPECT_EQ(answer(access("{client-certificate: client.crt, client-key: client.key}")), "");
  cluster_.certificate("nobody", "nobodies", folder_.path());
  EXPECT_EQ(answer(access("{client-certificate: client.crt, client-key: client.key}")), "E409");
}

TEST_F(AccessTest, ExpectsTheNameThatItIsTold) {
  const std::string user = "{token: " + KubernetesFixture::admin_token() + "}";

  EXPECT_EQ(answer(access(user, ", tls-server-name: kubernetes.default")), "");
  EXPECT_EQ(answer(access(user, ", tls-server-name: elsewhere.example")), "E410");
}

TEST_F(AccessTest, TrustsNoOtherAuthorityAndTakesTheNamedProxy) {
  ClusterAccess wrong = access_with(KubernetesFixture::admin_token());
  wrong.ca_file = "/etc/ssl/certs/ca-certificates.crt";
  ClusterAccess text = access_with(KubernetesFixture::admin_token());
  text.ca_file.clear();
  text.ca = cluster_.ca();

  EXPECT_EQ(answer(std::move(wrong)), "E410");
  EXPECT_EQ(answer(std::move(text)), "");
  EXPECT_EQ(answer(access("{token: x}",
                          ", proxy-url: 'http://127.0.0.1:" + std::to_string(free_port()) + "'")),
            "E407");
}

TEST_F(AccessTest, IsThePodsOwnAccount) {
  write("token", cluster_.token_of(name_space_, "pgberth"));
  const auto variable = [&](const std::string& name) -> std::optional<std::string> {
    if (name == "KUBERNETES_SERVICE_HOST") return "127.0.0.1";
    if (name == "KUBERNETES_SERVICE_PORT") return cluster_.server().substr(18);
    return std::nullopt;
  };
  cluster_.grant(name_space_, "pgberth",
                 R"([{"apiGroups":[""],"resources":["secrets"],"verbs":["list"]}])");

  auto pod =
      cluster_access({.ca_file = cluster_.ca_file(), .token_file = folder_ / "token"}, variable);

  ASSERT_TRUE(pod) << pod.error().what;
  EXPECT_EQ(answer(*std::move(pod)), "");
}

}  // namespace
}  // namespace pgberth
