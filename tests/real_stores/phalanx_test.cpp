// Phalanx on a real Vault, with the Secret that an operator in the cluster keeps in step.

#include <gtest/gtest.h>

#include "tests/support/kubernetes_fixture.h"
#include "tests/support/server_log.h"
#include "tests/support/settings_site.h"
#include "tests/support/steady.h"
#include "tests/support/vault_fixture.h"

namespace pgberth {
namespace {

constexpr const char* kDefinition = R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: vaultsecrets.ricoberger.de}
spec:
  group: ricoberger.de
  scope: Namespaced
  names: {kind: VaultSecret, listKind: VaultSecretList, plural: vaultsecrets, singular: vaultsecret}
  versions:
    - name: v1alpha1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
)";
constexpr const char* kEntry = "secret/prod/postgres";

class PhalanxOnVault : public testing::Test {
 protected:
  PhalanxOnVault() {
    site_.write("values/environments/values.yaml", "name: \"\"\n");
    site_.write("values/environments/values-prod.yaml",
                "name: prod\nvaultPathPrefix: secret/prod\napplications: {postgres: true}\n");
    ask_for("one_db: {user: vone, db: vone}\n");
    site_.list_server("postgres.postgres", postgres_);
    site_.add_environment(
        "name: prod\ndialect: phalanx\nfolder: values\n"
        "bounds: {namespaces: [postgres], entries: [secret/prod/*]}");
  }
  void ask_for(const std::string& sections) {
    site_.write("values/applications/postgres/values-prod.yaml", sections);
    site_.write("values/applications/postgres/secrets.yaml",
                "one_password: {generate: {type: password}}\n"
                "two_password: {generate: {type: password}}\n");
  }

  PostgresFixture& postgres_ = shared_postgres();
  SettingsSite site_{};
};

TEST_F(PhalanxOnVault, TheOperatorsSecretFollowsAndUntilThenThatIsTold) {
  const KubernetesFixture& cluster = shared_kubernetes();
  cluster.apply(kDefinition);
  cluster.kubectl(
      {"wait", "--for=condition=Established", "--timeout=60s", "crd/vaultsecrets.ricoberger.de"});
  cluster.make_namespace("postgres");
  cluster.apply(
      "apiVersion: ricoberger.de/v1alpha1\nkind: VaultSecret\n"
      "metadata: {name: postgres, namespace: postgres}\nspec: {path: secret/prod/postgres}\n");
  // What the operator does, once it looks.
  const auto operator_syncs = [&] {
    for (const auto& [key, value] : site_.entry("vault", kEntry))
      site_.give("kubernetes", "postgres/postgres", key, value);
  };
  ASSERT_EQ(site_.pgberth("apply").exit_code, 0);

  EXPECT_EQ(count(site_.pgberth("diff").all(),
                  "kubernetes postgres/postgres is not there yet: VaultSecret \"postgres\""),
            1);
  operator_syncs();
  const std::string uid = cluster.kubectl(
      {"-n", "postgres", "get", "secret", "postgres", "-o", "jsonpath={.metadata.uid}"});
  EXPECT_EQ(count(site_.pgberth("diff").all(), "[W336]"), 0);

  ask_for("one_db: {user: vone, db: vone}\ntwo_db: {user: vtwo, db: vtwo}\n");
  ASSERT_EQ(site_.pgberth("apply").exit_code, 0);
  EXPECT_EQ(count(site_.pgberth("diff").all(),
                  "kubernetes postgres/postgres lacks \"two_password\": VaultSecret \"postgres\""),
            1);
  operator_syncs();
  const Finished followed = site_.pgberth("diff");
  EXPECT_EQ(count(followed.all(), "[W336]"), 0) << followed.all();
  EXPECT_EQ(followed.exit_code, 0);
  EXPECT_EQ(cluster.kubectl(
                {"-n", "postgres", "get", "secret", "postgres", "-o", "jsonpath={.metadata.uid}"}),
            uid)
      << "nothing was deleted for it";
  cluster.kubectl({"delete", "crd", "vaultsecrets.ricoberger.de"});
}

TEST_F(PhalanxOnVault, TenPassesLaterNothingWasWritten) {
  ASSERT_EQ(site_.pgberth("apply").exit_code, 0);
  const std::int64_t version = shared_vault().version(kEntry);
  const std::string log = postgres_.log();

  for (int pass = 0; pass < 10; ++pass) EXPECT_EQ(site_.pgberth("apply").exit_code, 0);

  EXPECT_EQ(shared_vault().version(kEntry), version);
  EXPECT_EQ(changes_in(new_lines(postgres_, log)), std::vector<std::string>{});
}

}  // namespace
}  // namespace pgberth
