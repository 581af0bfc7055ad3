#include "reconciler/settings/proposals.h"

#include <gtest/gtest.h>

#include "tests/support/values_tree.h"
#include <memory>
#include <string>

namespace pgberth {
namespace {

using testing::MemoryTree;

const std::string kUrl = "https://git.example.org/team/values";

std::string application(const std::string& name, const std::string& file) {
  return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: " + name +
         "}\nspec:\n  destination: {namespace: " + name +
         "-ns}\n  sources:\n    - {repoURL: x, chart: gen3, targetRevision: 0.2.90, helm: "
         "{releaseName: gen3, valueFiles: ['" +
         file + "']}}\n    - {repoURL: '" + kUrl + "', ref: mine}\n";
}

Environment wanted(const std::string& name) {
  return {.settings = {.name = EnvironmentName{"ours"},
                       .dialect = {},
                       .release = "ours",
                       .policy = {.create = Policy::Create::Never}},
          .bounds = Bounds{.entries = {"gen3-*"}, .namespaces = {"qa-ns"}},
          .discovered = name,
          .discovered_at = {.file = "pgberth.yaml", .line = 3, .column = 5}};
}

class ProposalsTest : public ::testing::Test {
 protected:
  Environment applied(const Environment& environment) {
    return proposals_.applied(environment, {.repository_urls = {kUrl}});
  }

  std::map<std::string, std::string> files{
      {"apps/qa.yaml", application("qa", "$mine/qa/values.yaml")},
      {"apps/partly.yaml", application("partly", "$mine/none.yaml")},
      {"qa/values.yaml", "fence: {enabled: true}\n"}};
  std::size_t opened = 0;

 private:
  Proposals proposals_{[this](const std::string&) {
    ++opened;
    return std::make_unique<MemoryTree>(files);
  }};
};

TEST_F(ProposalsTest, TellWhatTheManifestSaysAndLeaveTheOperatorsDecisions) {
  const Environment qa = applied(wanted("qa"));

  EXPECT_TRUE(qa.refused.empty());
  EXPECT_EQ(qa.settings.name.str(), "ours");
  EXPECT_EQ(qa.settings.dialect, "gen3");
  EXPECT_EQ(qa.settings.release, "gen3");
  EXPECT_EQ(qa.settings.namespaces, std::vector<std::string>{"qa-ns"});
  EXPECT_EQ(qa.settings.files, std::vector<std::string>{"qa/values.yaml"});
  EXPECT_EQ(qa.settings.chart_version, "0.2.90");
  EXPECT_EQ(qa.settings.policy.create, Policy::Create::Never);
  EXPECT_EQ(qa.bounds->namespaces, std::vector<std::string>{"qa-ns"});
}

TEST_F(ProposalsTest, RefuseWhatTheRepositoryDoesNotHave) {
  const Environment none = applied(wanted("prod"));

  ASSERT_EQ(none.refused.size(), 1U);
  EXPECT_EQ(none.refused.front().code, Code::NotDiscovered);
  EXPECT_EQ(to_string(none.refused.front().where), "pgberth.yaml:3:5");
  MemoryTree tree(files);
  EXPECT_EQ(none.decided_by, (std::vector<std::string>{"apps/partly.yaml", "apps/qa.yaml"}));
  EXPECT_TRUE(read_one(none, tree).claims.claims.empty());
  EXPECT_TRUE(has_error(read_one(none, tree).findings));
}

TEST_F(ProposalsTest, RefuseWhatIsNotWholeAndSayWhy) {
  const Environment partly = applied(wanted("partly"));

  ASSERT_EQ(testing::briefly(partly.refused).size(), 2U);
  EXPECT_EQ(partly.refused.front().where.file, "apps/partly.yaml");
  EXPECT_EQ(partly.refused.back().code, Code::NotDiscovered);
  EXPECT_EQ(partly.settings.name.str(), "ours");
  EXPECT_EQ(partly.settings.release, "gen3");
  EXPECT_EQ(partly.decided_by, std::vector<std::string>{"apps/partly.yaml"});
}

TEST_F(ProposalsTest, LookOnceAndOnlyWhenSomebodyAsks) {
  applied({.settings = {.name = EnvironmentName{"own"}, .dialect = "gen3"}});
  EXPECT_EQ(opened, 0U);

  applied(wanted("qa"));
  applied(wanted("partly"));

  EXPECT_EQ(opened, 1U);
}

TEST_F(ProposalsTest, AreReadFromTheWholeRepositoryAndWithinTheBounds) {
  Settings settings{.discovery = {.repository_urls = {kUrl}}};
  Environment narrow = wanted("qa");
  narrow.bounds->namespaces = {"other"};
  settings.environments = {narrow};
  MemoryTree tree(files);
  const auto open = [this](const std::string& folder) {
    EXPECT_EQ(folder, "");
    return std::make_unique<MemoryTree>(files);
  };

  const Desired desired = read_environments(settings, tree, open);

  const Claim& fence = desired.claims.claims.at(ClaimId{"ours/fence"});
  EXPECT_TRUE(fence.blocked);
  EXPECT_EQ(testing::count(desired, Code::OutOfBounds), desired.claims.claims.size());
}

}  // namespace
}  // namespace pgberth
