#include "reconciler/cli/store_option.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

namespace pgberth {
namespace {

using Variables = std::map<std::string, std::string>;

Result<Stores> stores(const std::vector<std::string>& texts, const Variables& variables = {}) {
  return stores_of_options(texts, [variables](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional<std::string>(found->second);
  });
}

TEST(StoreOption, NamesAFolderForAllThatIsNotNamed) {
  const auto named = stores({"file:secrets", "kubernetes"}, {{"KUBECONFIG", "config"}});

  ASSERT_TRUE(named);
  EXPECT_EQ(named->every, "secrets");
  EXPECT_TRUE(named->own.contains({StoreKind::Kubernetes}));
}

TEST(StoreOption, FindsTheClusterAsKubectlDoes) {
  const TempDir home;
  const Variables bare{{"HOME", home.str()}};
  Variables pod = bare;
  pod["KUBERNETES_SERVICE_HOST"] = "10.0.0.1";
  const auto address = [&](const std::string& text, const Variables& variables) {
    return std::get<KubernetesAddress>(stores({text}, variables)->own.at({StoreKind::Kubernetes}));
  };

  EXPECT_EQ(address("kubernetes", bare).kubeconfig, home.str() + "/.kube/config");
  EXPECT_EQ(address("kubernetes", pod).kubeconfig, "");
  EXPECT_EQ(stores({"kubernetes:qa"}, {{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}}).error().code,
            Code::BadOption);
  EXPECT_EQ(address("kubernetes:qa", pod).context, "qa");
  EXPECT_EQ(address("kubernetes:qa", pod).kubeconfig, home.str() + "/.kube/config");
  std::filesystem::create_directory(home / ".kube");
  std::ofstream(home / ".kube/config") << "{}";
  EXPECT_EQ(address("kubernetes", pod).kubeconfig, home.str() + "/.kube/config");
  pod["KUBECONFIG"] = "a:b";
  EXPECT_EQ(address("kubernetes", pod).kubeconfig, "a:b");
}

TEST(StoreOption, FindsVaultAsItsOwnClientDoes) {
  const TempDir home;
  const Variables variables{{"HOME", home.str()},
                            {"VAULT_ADDR", "https://vault.example:8200/"},
                            {"VAULT_NAMESPACE", "team"},
                            {"VAULT_CACERT", "ca.pem"}};
  const auto address = [&](const Variables& all) {
    return std::get<VaultAddress>(stores({"vault"}, all)->own.at({StoreKind::Vault}));
  };

  const VaultAddress vault = address(variables);
  EXPECT_EQ(vault.url, "https://vault.example:8200");
  EXPECT_EQ(vault.name_space, "team");
  EXPECT_EQ(vault.ca_file, "ca.pem");
  const auto& login = std::get<VaultToken>(vault.login);
  EXPECT_EQ(login.token().error().code, Code::StoreAuth);
  std::ofstream(home / ".vault-token") << "kept";
  std::filesystem::permissions(home / ".vault-token", std::filesystem::perms::owner_read);
  EXPECT_EQ(login.token()->reveal(), "kept");
  Variables own = variables;
  own["VAULT_TOKEN"] = "own";
  EXPECT_EQ(std::get<VaultToken>(address(own).login).token()->reveal(), "own");
}

TEST(StoreOption, FindsSecretsManagerAsAwsOwnToolsDo) {
  const auto plain = stores({"aws"});
  const auto named = stores({"aws:prod"});

  ASSERT_TRUE(plain && named);
  EXPECT_EQ(std::get<AwsAddress>(plain->own.at({StoreKind::Aws})).profile, "");
  EXPECT_EQ(std::get<AwsAddress>(named->own.at({StoreKind::Aws})).profile, "prod");
}

TEST(StoreOption, RefusesWhatIsNoStoreOrStandsTwice) {
  for (const char* text : {"", "file", "file:", "s3:bucket", "kubernetes2", "aws2"})
    EXPECT_FALSE(check_store_option(text)) << text;
  EXPECT_EQ(stores({"file:a", "file:b"}).error().code, Code::BadOption);
  EXPECT_EQ(stores({"kubernetes", "kubernetes:b"}).error().code, Code::BadOption);
  EXPECT_EQ(stores({"aws", "aws:b"}).error().code, Code::BadOption);
  EXPECT_EQ(stores({"vault"}).error().code, Code::BadOption);
  EXPECT_EQ(stores({"vault:example"}).error().code, Code::BadOption);
}

}  // namespace
}  // namespace pgberth
