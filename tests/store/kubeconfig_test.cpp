#include "reconciler/adapters/kubernetes/kubeconfig.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include <fstream>
#include <string>

namespace pgberth {
namespace {

constexpr const char* kCluster = R"(
clusters:
  - name: here
    cluster: {server: "https://10.0.0.1:6443/", certificate-authority: pki/ca.crt}
  - name: named
    cluster:
      server: https://10.0.0.2
      certificate-authority-data: Q0E=
      tls-server-name: api.example
      proxy-url: socks5://127.0.0.1:1080
contexts:
  - {name: one, context: {cluster: here, user: token}}
  - {name: two, context: {cluster: named, user: certificate}}
  - {name: plugin, context: {cluster: named, user: plugin}}
  - {name: nobody, context: {cluster: here, user: gone}}
  - {name: file, context: {cluster: here, user: file}}
current-context: one
)";

constexpr const char* kUsers = R"(
users:
  - name: token
    user: {token: hunter2}
  - name: file
    user: {token: old, tokenFile: token}
  - name: certificate
    user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}
  - name: plugin
    user:
      exec:
        apiVersion: client.authentication.k8s.io/v1
        command: /opt/plugin
        args: [get, "a b", /values/script]
        env: [{name: PROFILE, value: qa}]
        provideClusterInfo: true
)";

class KubeconfigTest : public testing::Test {
 protected:
  std::string write(const std::string& text, const std::string& name = "config") {
    const std::string file = folder_ / name;
    std::ofstream(file) << text;
    return file;
  }

  /// What is complained about when the user called "token" is this.
  std::string complaint(const std::string& user) {
    const auto access = kubeconfig_access(
        write(std::string(kCluster) + "users: [{name: token, user: " + user + "}]\n"), "");
    return access ? "" : access.error().what;
  }

  TempDir folder_{};
};

TEST_F(KubeconfigTest, TakesTheCurrentContext) {
  const auto access = kubeconfig_access(write(std::string(kCluster) + kUsers), "");

  ASSERT_TRUE(access) << access.error().what;
  EXPECT_EQ(access->server, "https://10.0.0.1:6443");
  EXPECT_EQ(access->ca_file, (folder_ / "pki/ca.crt").string());
  EXPECT_EQ(std::get<FixedToken>(access->identity).token.reveal(), "hunter2");
}

TEST_F(KubeconfigTest, TakesTheContextThatIsAskedFor) {
  const auto access = kubeconfig_access(write(std::string(kCluster) + kUsers), "two");

  ASSERT_TRUE(access) << access.error().what;
  EXPECT_EQ(access->ca, "CA");
  EXPECT_TRUE(access->ca_file.empty());
  EXPECT_EQ(access->server_name, "api.example");
  EXPECT_EQ(access->proxy, "socks5://127.0.0.1:1080");
  EXPECT_EQ(access->client_certificate, "CERT");
  EXPECT_EQ(access->client_key.reveal(), "KEY");
  EXPECT_TRUE(std::holds_alternative<NoToken>(access->identity));
}

TEST_F(KubeconfigTest, PrefersATokenFileAndFindsItBesideItself) {
  const auto access = kubeconfig_access(write(std::string(kCluster) + kUsers), "file");

  ASSERT_TRUE(access) << access.error().what;
  EXPECT_EQ(std::get<TokenFile>(access->identity).path, (folder_ / "token").string());
}

TEST_F(KubeconfigTest, TakesAPluginWithItsWordsVariablesAndCluster) {
  const auto access = kubeconfig_access(write(std::string(kCluster) + kUsers), "plugin");

  ASSERT_TRUE(access) << access.error().what;
  const auto& plugin = std::get<ExecPlugin>(access->identity);
  EXPECT_EQ(plugin.command, "/opt/plugin");
  EXPECT_EQ(plugin.arguments, (std::vector<std::string>{"get", "a b", "/values/script"}));
  EXPECT_EQ(plugin.environment, (std::map<std::string, std::string>{{"PROFILE", "qa"}}));
  EXPECT_NE(plugin.cluster.find("https://10.0.0.2"), std::string::npos);
}

TEST_F(KubeconfigTest, MergesFilesOfWhichTheFirstCounts) {
  const std::string first = write("current-context: two\n", "first");
  const std::string second = write(std::string(kCluster) + kUsers, "second");

  const auto access =
      kubeconfig_access(first + ":" + (folder_ / "missing").string() + ":" + second, "");

  ASSERT_TRUE(access) << access.error().what;
  EXPECT_EQ(access->server, "https://10.0.0.2");
}

TEST_F(KubeconfigTest, SaysWhereWhatIsMissing) {
  const auto nobody = kubeconfig_access(write(std::string(kCluster) + kUsers), "nobody");
  const auto nothing = kubeconfig_access(write("{}\n"), "");
  const auto unknown = kubeconfig_access(write(std::string(kCluster) + kUsers), "elsewhere");

  EXPECT_EQ(nobody.error().what, "the kubeconfig has no user \"gone\"");
  EXPECT_EQ(nobody.error().where.line, 15);
  EXPECT_EQ(nothing.error().what, "the kubeconfig has no current context");
  EXPECT_EQ(unknown.error().what, "the kubeconfig has no context \"elsewhere\"");
  EXPECT_EQ(kubeconfig_access((folder_ / "gone").string(), "").error().code, Code::BadSettings);
}

TEST_F(KubeconfigTest, RefusesWhatItDoesNotFollow) {
  EXPECT_EQ(complaint("{username: u, password: hunter2}"),
            "the kubeconfig logs in with \"username\", which is not followed");
  EXPECT_NE(complaint("{token: t, as: admin}").find("\"as\""), std::string::npos);
  EXPECT_NE(complaint("{auth-provider: {name: oidc}}").find("auth-provider"), std::string::npos);
  EXPECT_NE(complaint("{client-certificate-data: Q0VSVA==}").find("without its key"),
            std::string::npos);
  EXPECT_NE(complaint("{client-certificate-data: '!', client-key-data: S0VZ}").find("no base64"),
            std::string::npos);
  const auto unchecked = kubeconfig_access(
      write(
          "clusters: [{name: c, cluster: {server: 'https://h', insecure-skip-tls-verify: true}}]\n"
          "contexts: [{name: c, context: {cluster: c}}]\ncurrent-context: c\n"),
      "");
  EXPECT_EQ(unchecked.error().what, "the kubeconfig switches checking of certificates off");
}

TEST_F(KubeconfigTest, TakesNothingThatLiesAmongTheValues) {
  const std::string file = write(std::string(kCluster) + kUsers);
  for (const auto& [context, path] :
       {std::pair{"one", "pki/ca.crt"}, std::pair{"file", "token"},
        std::pair{"plugin", "/opt/plugin"}, std::pair{"plugin", "/values/script"}}) {
    const std::string bad = path[0] == '/' ? path : (folder_ / path).string();
    const auto access =
        kubeconfig_access(file, context, [&](const std::string& named) { return named == bad; });

    ASSERT_FALSE(access) << path;
    EXPECT_NE(access.error().what.find("lies among the values"), std::string::npos);
  }
}

TEST_F(KubeconfigTest, TellsAPluginTheAuthoritiesOfAFile) {
  write("authority", "ca.crt");
  const auto access = kubeconfig_access(
      write("current-context: c\nclusters: [{name: c, cluster: {server: 'https://h', "
            "certificate-authority: ca.crt}}]\ncontexts: [{name: c, context: {cluster: c, user: "
            "u}}]\nusers: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, "
            "command: /p, provideClusterInfo: true}}}]\n"),
      "");

  ASSERT_TRUE(access) << access.error().what;
  EXPECT_NE(std::get<ExecPlugin>(access->identity).cluster.find("YXV0aG9yaXR5"), std::string::npos);
}

TEST_F(KubeconfigTest, RefusesAPluginThatIsFoundBySearching) {
  EXPECT_EQ(complaint("{exec: {command: aws, apiVersion: client.authentication.k8s.io/v1}}"),
            "the kubeconfig names the credential plugin \"aws\", which is no absolute path");
  EXPECT_NE(complaint("{exec: {command: /p, apiVersion: client.authentication.k8s.io/v1alpha1}}")
                .find("v1alpha1"),
            std::string::npos);
  EXPECT_NE(complaint("{exec: {command: /p, apiVersion: client.authentication.k8s.io/v1, "
                      "interactiveMode: Always}}")
                .find("ask a person"),
            std::string::npos);
}

TEST_F(KubeconfigTest, TakesThePodsOwnAccountWhereNothingIsNamed) {
  const Variable pod = [](const std::string& name) -> std::optional<std::string> {
    if (name == "KUBERNETES_SERVICE_HOST") return "fd00::1";
    if (name == "KUBERNETES_SERVICE_PORT") return "443";
    return std::nullopt;
  };

  const auto access = cluster_access({}, pod);
  const auto nowhere = cluster_access({}, [](const std::string&) { return std::nullopt; });

  ASSERT_TRUE(access) << access.error().what;
  EXPECT_EQ(access->server, "https://[fd00::1]:443");
  EXPECT_EQ(access->ca_file, "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt");
  EXPECT_EQ(std::get<TokenFile>(access->identity).path,
            "/var/run/secrets/kubernetes.io/serviceaccount/token");
  EXPECT_EQ(nowhere.error().code, Code::BadSettings);
}

}  // namespace
}  // namespace pgberth
