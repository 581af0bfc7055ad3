#include "reconciler/settings/read_settings.h"

#include <gtest/gtest.h>

#include "tests/support/values_tree.h"
#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace pgberth {
namespace {

const std::string kTwo = R"(environments:
  - name: qa
    dialect: gen3
    folder: values/qa
    values: [a.yaml]
    stores: QA
  - name: prod
    dialect: gen3
    folder: values/prod
    values: [a.yaml]
    stores: PROD
)";

SettingsRead read(const std::string& text) {
  testing::MemoryTree tree(std::map<std::string, std::string>{{"ops/pgberth.yaml", text}});
  return read_settings(
      "ops/pgberth.yaml", tree,
      {.file = [](const std::string& file) -> Result<Secret> { return Secret{"from " + file}; },
       .variable = [](const std::string&) { return std::nullopt; }});
}

/// The two environments, with these stores of their own.
SettingsRead two(const std::string& qa, const std::string& prod, const std::string& more = "") {
  std::string text = kTwo;
  text.replace(text.find("QA"), 2, qa);
  text.replace(text.find("PROD"), 4, prod);
  return read(text + more);
}

std::vector<std::string> problems(const std::string& stores) {
  std::vector<std::string> lines;
  for (const Finding& finding : two("{}", "{}", "stores:\n  " + stores + "\n").findings)
    lines.push_back(to_string(finding.where) + " " + finding.what);
  return lines;
}

const StoreAddress& address_of(const SettingsRead& read, const StoreId& id) {
  return read.settings.stores.own.at(id);
}

TEST(ReadStores, FindsAClusterByItsKubeconfig) {
  const SettingsRead settings =
      two("{}", "{}", "stores: {kubernetes: {kubeconfig: kube, context: c, addKeys: false}}\n");

  ASSERT_TRUE(settings.findings.empty()) << settings.findings.front().what;
  const auto& address = std::get<KubernetesAddress>(address_of(settings, {StoreKind::Kubernetes}));
  EXPECT_EQ(address.kubeconfig, "ops/kube");
  EXPECT_EQ(address.context, "c");
  EXPECT_FALSE(address.adds_keys);
}

TEST(ReadStores, FindsEachOfSeveralKubeconfigs) {
  const SettingsRead settings =
      two("{}", "{}", "stores: {kubernetes: {kubeconfig: 'one:/etc/two'}}\n");

  const auto& address = std::get<KubernetesAddress>(address_of(settings, {StoreKind::Kubernetes}));
  EXPECT_EQ(address.kubeconfig, "ops/one:/etc/two");
  EXPECT_TRUE(address.among_values("ops/values/qa/ca.crt"));
  EXPECT_FALSE(address.among_values("ops/ca.crt"));
}

TEST(ReadStores, VaultsAreTheSameWhereAllIsSaidAlike) {
  const auto said = [](const std::string& vault) {
    const SettingsRead settings = two("{}", "{}", "stores: {vault: " + vault + "}\n");
    return std::get<VaultAddress>(address_of(settings, {StoreKind::Vault})).said;
  };
  const std::string one = said("{url: 'https://v', login: {token: {file: t}}}");

  EXPECT_FALSE(one.empty());
  EXPECT_EQ(one, said("{url: https://v, login: {token: {file: t}}}"));
  EXPECT_NE(one, said("{url: 'https://v', login: {token: {file: u}}}"));
  EXPECT_NE(one, said("{url: 'https://v', login: {token: {variable: t}}}"));
}

TEST(ReadStores, FindsVaultAndEachLogin) {
  const auto vault = [](const std::string& login) {
    const SettingsRead settings =
        two("{}", "{}",
            "stores:\n  vault:\n    url: https://vault.example:8200/\n    namespace: team\n"
            "    caFile: ca.pem\n    login: " +
                login + "\n");
    EXPECT_TRUE(settings.findings.empty()) << settings.findings.front().what;
    return std::get<VaultAddress>(address_of(settings, {StoreKind::Vault}));
  };

  const VaultAddress token = vault("{token: {file: token}}");
  EXPECT_EQ(token.url, "https://vault.example:8200");
  EXPECT_EQ(token.name_space, "team");
  EXPECT_EQ(token.ca_file, "ops/ca.pem");
  EXPECT_EQ(std::get<VaultToken>(token.login).token()->reveal(), "from ops/token");
  const VaultAddress role = vault("{appRole: {roleId: r, secretId: {file: s}, mount: m}}");
  const auto& app = std::get<VaultAppRole>(role.login);
  EXPECT_EQ(app.role_id + " " + app.mount, "r m");
  EXPECT_EQ(app.secret_id()->reveal(), "from ops/s");
  const VaultAddress pod = vault("{kubernetes: {role: pgberth}}");
  EXPECT_EQ(std::get<VaultKubernetes>(pod.login).mount, "kubernetes");
  EXPECT_EQ(std::get<VaultKubernetes>(pod.login).role, "pgberth");
}

TEST(ReadStores, EnvironmentsThatSayTheSameShareAStore) {
  const SettingsRead settings =
      two("{kubernetes: {kubeconfig: k, context: a}}", "{kubernetes: {kubeconfig: k, context: a}}",
          "stores: {kubernetes: {inCluster: true}}\n");

  ASSERT_TRUE(settings.findings.empty()) << settings.findings.front().what;
  const auto& all = settings.settings.environments;
  EXPECT_EQ(all[0].stores.at(StoreKind::Kubernetes), "qa");
  EXPECT_EQ(all[1].stores.at(StoreKind::Kubernetes), "qa");
  EXPECT_EQ(settings.settings.stores.own.size(), 2u);
}

TEST(ReadStores, OneThatSaysWhatAllDoHasNoneOfItsOwn) {
  const SettingsRead settings = two("{kubernetes: {inCluster: true}}", "{kubernetes: kept}",
                                    "stores: {kubernetes: {inCluster: true}}\n");

  const auto& all = settings.settings.environments;
  EXPECT_EQ(all[0].stores.at(StoreKind::Kubernetes), "");
  EXPECT_EQ(all[1].stores.at(StoreKind::Kubernetes), "prod");
  const StoreId prod{StoreKind::Kubernetes, Shared<std::string>(std::string("prod"))};
  EXPECT_EQ(std::get<FolderAddress>(address_of(settings, prod)).folder, "ops/kept");
}

TEST(ReadStores, MovesAllThatAnEnvironmentNames) {
  const EntryRef entry{{StoreKind::Kubernetes}, std::string("qa/x")};
  const EntryRef other{{StoreKind::Aws}, std::string("y")};
  Claims claims;
  Claim claim{
      .id = ClaimId{"qa/x"},
      .environment = EnvironmentName{"qa"},
      .services = {},
      .server = ServerId{"s"},
      .credential = {{Field::Password, KeyRef{entry, std::string("p")}}},
      .places = {
          {.entry = entry, .part = Part::Authority, .birth = Birth::WholeEntry, .layout = Layout{}},
          {.entry = other, .part = Part::Copy, .birth = Birth::WholeEntry, .layout = Layout{}}}};
  claim.ready.push_back({.key = {entry, std::string("r")}, .value = "true"});
  claims.claims.emplace(claim.id, claim);
  claims.servers.emplace(
      ServerId{"s"},
      Server{.id = ServerId{"s"}, .admin = {{Field::Password, KeyRef{entry, std::string("p")}}}});

  move_into({{StoreKind::Kubernetes, "own"}}, claims);

  const Claim& moved = claims.claims.at(ClaimId{"qa/x"});
  EXPECT_EQ(to_string(moved.places[0].entry), "kubernetes:own qa/x");
  EXPECT_EQ(to_string(moved.places[1].entry), "aws y");
  EXPECT_EQ(to_string(moved.ready[0].key.entry), "kubernetes:own qa/x");
  EXPECT_EQ(to_string(std::get<KeyRef>(moved.credential.at(Field::Password)).entry),
            "kubernetes:own qa/x");
  EXPECT_EQ(
      to_string(std::get<KeyRef>(claims.servers.at(ServerId{"s"}).admin.at(Field::Password)).entry),
      "kubernetes:own qa/x");
}

TEST(ReadStores, TellsWhatIsWrongAndWhere) {
  const auto tells = [](const std::string& stores, const std::string& piece) {
    const auto all = problems(stores);
    EXPECT_TRUE(std::ranges::any_of(
        all, [&](const std::string& line) { return line.find(piece) != std::string::npos; }))
        << stores << ": " << (all.empty() ? "nothing" : all.front());
  };

  tells("kubernetes: {}", "is not said, and neither is a cluster");
  tells("kubernetes: {inCluster: true, kubeconfig: k}", "is said beside a cluster");
  tells("kubernetes: {kubeconfig: k, server: 'https://h'}", "beside a kubeconfig");
  tells("kubernetes: {server: h}", "is no https:// address");
  tells("kubernetes: {kubeconfig: values/qa/k}", "lies among the values");
  tells("kubernetes: {kubeconfig: ../ops/values/prod/k}", "lies among the values");
  tells("kubernetes: {inCluster: true, caFile: values/qa/ca}", "lies among the values");
  tells("kubernetes: {kubeconfig: 'k:values/qa/k'}", "lies among the values");
  tells("kubernetes: {inCluster: true, cafile: x}", "cafile");
  tells("kubernetes: {inCluster: true, context: prod}", "without a kubeconfig");
  tells("kubernetes: {kubeconfig: k, tokenFile: t}", "is said without server");
  tells("kubernetes: {server: 'https://h', tokenFile: t}", "is missing beside server");
  tells("vault: {login: {token: {file: t}}}", "url");
  tells("vault: {url: 'https://v'}", "a login to Vault is one of");
  tells("vault: {url: 'https://v', login: {token: {file: t}, appRole: {roleId: r}}}", "is one of");
  tells("vault: {url: 'https://v', login: {token: {}}}", "a secret is missing here");
  tells("vault: {url: 'https://v', login: {token: {file: values/qa/t}}}", "lies among the values");
  tells("vault: {url: 'https://v', login: {kubernetes: {}}}", "role");
  tells("aws: {region: 'x y'}", "region");
  tells("aws: {endpoint: host}", "is no https:// address");
  tells("aws: {endpoint: 'https://h', fips: true}", "is said beside an endpoint");
  tells("aws: {assumeRole: {roleArn: pgberth}}", "is no role");
  tells("aws: {assumeRole: [{externalId: x}]}", "roleArn");
  tells("aws: {configFile: values/qa/config}", "lies among the values");
  tells("aws: {credentialsFile: ../ops/values/prod/c}", "lies among the values");
  tells("aws: {caFile: values/qa/ca}", "lies among the values");
  tells("aws: {callsPerSecond: 0}", "must be a number from 1 to 1000");
  tells("aws: {tags: {team: [a]}}", "must be texts");
  tells("aws: {secretKey: x}", "secretKey");
}

TEST(ReadStores, TakesWhereSecretsManagerIsAndWhoAsks) {
  const SettingsRead settings = two("{}", "{}",
                                    "stores:\n"
                                    "  aws:\n"
                                    "    region: eu-west-1\n"
                                    "    profile: prod\n"
                                    "    assumeRole:\n"
                                    "      - {roleArn: 'arn:aws:iam::1:role/a', externalId: x}\n"
                                    "      - {roleArn: 'arn:aws:iam::2:role/b', sessionName: s}\n"
                                    "    fips: false\n"
                                    "    dualStack: true\n"
                                    "    kmsKey: alias/team\n"
                                    "    tags: {team: data}\n"
                                    "    callsPerSecond: 5\n");

  ASSERT_FALSE(has_error(settings.findings));
  const auto& aws = std::get<AwsAddress>(settings.settings.stores.own.at({StoreKind::Aws}));
  EXPECT_EQ(aws.region, "eu-west-1");
  EXPECT_EQ(aws.profile, "prod");
  ASSERT_EQ(aws.roles.size(), 2u);
  EXPECT_EQ(aws.roles[0].external_id, "x");
  EXPECT_EQ(aws.roles[0].session_name, "pgberth");
  EXPECT_EQ(aws.roles[1].session_name, "s");
  EXPECT_EQ(aws.dual_stack, std::optional(true));
  EXPECT_EQ(aws.fips, std::optional(false)) << "whatever variables say";
  EXPECT_EQ(aws.kms_key, "alias/team");
  EXPECT_EQ(aws.tags, (std::map<std::string, std::string>{{"team", "data"}}));
  EXPECT_EQ(aws.calls_per_second, 5u);
  EXPECT_TRUE(aws.among_values("ops/values/qa/x"));
}

TEST(ReadStores, TakesWhichOnesTheyMustBe) {
  const SettingsRead settings =
      two("{vault: {url: 'https://v', login: {token: {variable: T}}, identity: a-cluster}}", "{}",
          "stores: {kubernetes: {inCluster: true, identity: a-uid},\n"
          "         aws: {region: eu-west-1, identity: '123456789012'}}\n");

  EXPECT_FALSE(has_error(settings.findings));
  EXPECT_EQ(settings.settings.stores.identities,
            (std::map<StoreId, std::string>{{{StoreKind::Kubernetes}, "a-uid"},
                                            {{StoreKind::Aws}, "123456789012"},
                                            {{StoreKind::Vault, std::string("qa")}, "a-cluster"}}));
}

TEST(ReadStores, TellsStoresApartThatMustBeOthers) {
  const std::string vault = "{vault: {url: 'https://v', login: {token: {variable: T}}, identity: ";

  const SettingsRead settings = two(vault + "one}}", vault + "two}}");

  EXPECT_EQ(settings.settings.stores.own.size(), 2u);
  EXPECT_EQ(settings.settings.stores.identities.size(), 2u);
}

}  // namespace
}  // namespace pgberth
