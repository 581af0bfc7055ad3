// What pgberth makes for gen3 on a real cluster, a chart that renders the same Secret takes over
// and keeps, by a real helm; and what a sync of Argo CD, which renders without looking, does to it.

#include <gtest/gtest.h>

#include "tests/real_stores/gen3_site.h"
#include "tests/support/git_repo.h"
#include "tests/support/process.h"
#include "tests/support/server_log.h"
#include "tests/support/server_programs.h"
#include <filesystem>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

/// A chart that does with its Secret what gen3's do: it keeps a password that it finds.
constexpr const char* kTemplate = R"(
{{- $found := lookup "v1" "Secret" .Release.Namespace "alpha-dbcreds" }}
apiVersion: v1
kind: Secret
metadata: {name: alpha-dbcreds}
data:
  database: {{ .Values.database | b64enc }}
  username: {{ .Values.database | b64enc }}
  port: {{ "5432" | b64enc }}
  host: {{ "db.example.internal" | b64enc }}
  password: {{ if $found }}{{ index $found.data "password" }}{{ else }}{{ randAlphaNum 20 | b64enc }}{{ end }}
)";

/// An application of Argo CD, which puts what helm renders in the place of what is there.
constexpr const char* kApplication = R"(apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: demo}
spec:
  destination: {namespace: gen3-sync}
  source:
    repoURL: https://git.example/values
    path: gen3
    helm: {releaseName: demo, valueFiles: [/values/values.yaml]}
)";
constexpr const char* kIgnores = R"(  ignoreDifferences: [{kind: Secret, jsonPointers: [/data]}]
  syncPolicy: {syncOptions: [RespectIgnoreDifferences=true]}
)";

class Gen3WithHelm : public Gen3 {
 protected:
  void SetUp() override {
    if (!server_program("helm", "helm")) GTEST_SKIP() << "there is no helm: scripts/go-servers";
  }

  std::string helm(std::vector<std::string> arguments) const {
    const std::string home = (site_.folder() / "helm").string();
    fs::create_directories(home);
    arguments.insert(arguments.begin(), {server_program("helm", "helm")->string(), "--kubeconfig",
                                         cluster_.kubeconfig(), "-n", name_space_});
    const Finished finished = run(arguments, {{"HOME", home}});
    EXPECT_EQ(finished.exit_code, 0) << finished.all();
    return finished.out;
  }
  void write_chart() {
    site_.write("chart/Chart.yaml", "apiVersion: v2\nname: demo\nversion: 0.1.0\n");
    site_.write("chart/values.yaml", "database: alpha" + suffix_ + "\n");
    site_.write("chart/templates/secret.yaml", kTemplate);
  }
  std::string chart() const { return (site_.folder() / "chart").string(); }
};

TEST_F(Gen3WithHelm, HelmTakesOverWhatWasMadeAndKeepsThePassword) {
  ask_for({"alpha"}, "_helm");
  ASSERT_EQ(site_.pgberth("apply").exit_code, 0);
  const Keys before = entry("alpha");
  write_chart();

  helm({"install", "demo", chart()});
  EXPECT_EQ(entry("alpha").at("password"), before.at("password"));
  helm({"upgrade", "demo", chart(), "--set", "more=1"});
  EXPECT_EQ(entry("alpha").at("password"), before.at("password"));
  helm({"rollback", "demo", "1"});
  EXPECT_EQ(entry("alpha").at("password"), before.at("password"));

  const Finished again = site_.pgberth("apply");
  EXPECT_EQ(again.exit_code, 0) << again.all();
  EXPECT_EQ(entry("alpha"), before);
  expect_logs_in("alpha");
  expect_steady(site_, postgres_);
}

TEST_F(Gen3WithHelm, WhatHelmMadeFirstIsUsedAsItIs) {
  ask_for({"alpha"}, "_charts");
  cluster_.make_namespace(name_space_);
  write_chart();
  helm({"install", "demo", chart()});
  const Keys before = entry("alpha");
  EXPECT_EQ(before.at("password").size(), 20u);

  const Finished applied = site_.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  Keys after = entry("alpha");
  EXPECT_EQ(after.at("dbcreated"), "true");
  after.erase("dbcreated");
  EXPECT_EQ(after, before);
  expect_logs_in("alpha");
}

TEST_F(Gen3WithHelm, ASecretThatASyncWouldReplaceIsNotMade) {
  ask_for({"alpha"}, "_sync");
  GitRepo repo;
  repo.commit(
      {{"values/values.yaml", gen3_values({"alpha"}, "_sync")}, {"apps/demo.yaml", kApplication}});
  site_.use_environments("discovered: demo\nbounds: {namespaces: [gen3-sync], entries: [none]}");
  site_.add_section("source: {url: " + repo.path().string() +
                    "}\ndiscovery: {urls: [https://git.example/values]}\n");
  cluster_.make_namespace(name_space_);

  const Finished refused = site_.pgberth("apply");

  EXPECT_EQ(count(refused.all(), "[W824]"), 1) << refused.all();
  EXPECT_TRUE(entry("alpha").empty());
  EXPECT_EQ(postgres_.ask("postgres", "SELECT 1 FROM pg_roles WHERE rolname = 'alpha_sync'"),
            std::vector<std::string>{});

  repo.commit({{"apps/demo.yaml", std::string(kApplication) + kIgnores}});
  const Finished applied = site_.pgberth("apply");
  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  expect_logs_in("alpha");

  // Why the first was refused: a sync renders the chart, which then finds no Secret.
  const Keys before = entry("alpha");
  write_chart();
  site_.write("rendered.yaml", helm({"template", "demo", chart()}));
  cluster_.kubectl({"-n", name_space_, "apply", "-f", (site_.folder() / "rendered.yaml").string()});
  EXPECT_NE(entry("alpha").at("password"), before.at("password"));
}

}  // namespace
}  // namespace pgberth
