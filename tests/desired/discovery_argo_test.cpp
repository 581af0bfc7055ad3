// Where Argo CD's own rules decide, beyond the golden trees.

#include "reconciler/desired/discovery/discovery.h"

#include <gtest/gtest.h>

#include "tests/support/values_tree.h"
#include <string>

namespace pgberth::testing {
namespace {

Discovered discovered(const std::string& manifest) {
  MemoryTree tree({{"app.yaml", manifest}});
  return discover(tree, {});
}

std::string application(const std::string& sync_options) {
  return "apiVersion: argoproj.io/v1alpha1\n"
         "kind: Application\n"
         "metadata: {name: qa}\n"
         "spec:\n"
         "  source: {repoURL: https://charts.example.org, chart: gen3}\n"
         "  destination: {namespace: qa}\n"
         "  ignoreDifferences: [{kind: Secret, jsonPointers: [/data]}]\n"
         "  syncPolicy: {syncOptions: [" +
         sync_options + "]}\n";
}

TEST(IgnoredDifferences, KeepASecretOnlyWhereTheSyncRespectsThem) {
  const auto keeps = [](const std::string& options) {
    return discovered(application(options))
        .environments.at(0)
        .settings.sync->keeps("qa", "fence-dbcreds", "password");
  };

  EXPECT_TRUE(keeps("CreateNamespace=true, RespectIgnoreDifferences=true"));
  EXPECT_FALSE(keeps("CreateNamespace=true"));
  EXPECT_FALSE(keeps("RespectIgnoreDifferences=false"));
}

std::string matrix(bool go) {
  const std::string site = go ? "{{.site}}" : "{{site}}";
  return "apiVersion: argoproj.io/v1alpha1\n"
         "kind: ApplicationSet\n"
         "metadata: {name: sites}\n"
         "spec:\n"
         "  goTemplate: " +
         std::string(go ? "true" : "false") +
         "\n"
         "  generators:\n"
         "    - matrix:\n"
         "        generators:\n"
         "          - list: {elements: [{site: first}]}\n"
         "          - list: {elements: [{site: second}]}\n"
         "  template:\n"
         "    metadata: {name: '" +
         site +
         "'}\n"
         "    spec: {source: {repoURL: x, chart: gen3}, destination: {namespace: a}}\n";
}

TEST(Matrices, OfGoTemplatesLetTheFirstGeneratorWin) {
  const Discovered found = discovered(matrix(true));

  ASSERT_EQ(found.environments.size(), 1U);
  EXPECT_EQ(found.environments[0].settings.name.str(), "first");
}

TEST(Matrices, OfPlainTemplatesMayNotDisagree) {
  const Discovered found = discovered(matrix(false));

  EXPECT_TRUE(found.environments.empty());
  ASSERT_EQ(found.findings.size(), 1U);
  EXPECT_EQ(found.findings[0].code, Code::ManifestRefused);
}

}  // namespace
}  // namespace pgberth::testing
