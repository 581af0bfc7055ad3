#include "reconciler/cli/compare_commits.h"

#include "reconciler/cli/check.h"

#include <gtest/gtest.h>

#include "tests/support/memory_repository.h"
#include "tests/support/values_tree.h"
#include <string>
#include <vector>

namespace pgberth {
namespace {

using testing::MemoryRepository;
using testing::MemoryTree;
using Files = MemoryRepository::Files;

const std::string kSettings = R"(environments:
  - name: prod
    dialect: gen3
    folder: prod
    values: [values.yaml]
    bounds: {entries: ["prod-*"]}
  - name: qa
    dialect: gen3
    folder: qa
    values: [values.yaml]
)";

/// Values that ask for these services and for none of the charts' own.
std::string values(const std::vector<std::string>& services) {
  std::string text =
      "global:\n  dev: false\n  postgres: {dbCreate: true, master: {host: db.example}}\n";
  for (const char* chart :
       {"arborist", "audit", "fence", "indexd", "metadata", "peregrine", "sheepdog", "wts"})
    text += std::string(chart) + ": {enabled: false}\n";
  for (const std::string& name : services)
    text.append(name)
        .append(":\n  enabled: true\n  postgres: {database: ")
        .append(name)
        .append("_db, username: ")
        .append(name)
        .append("}\n");
  return text;
}

Files files(const std::string& prod, const std::string& qa) {
  return {{"pgberth.yaml", kSettings}, {"prod/values.yaml", prod}, {"qa/values.yaml", qa}};
}

class CompareCommits : public ::testing::Test {
 protected:
  MemoryRepository repository{};
  MemoryTree outside{{}};
  std::size_t at_once = 1;

  Result<CheckReport> compare(Comparing comparing) {
    if (comparing.base.empty()) comparing.base = "main";
    if (comparing.head.empty()) comparing.head = "feature";
    return compare_commits(comparing,
                           {.repository = repository, .files = outside, .at_once = at_once});
  }

  CheckReport compared(Comparing comparing = {}) {
    auto report = compare(std::move(comparing));
    if (report) return *std::move(report);
    ADD_FAILURE() << report.error().what;
    return {};
  }
};

/// "prod + prod/index" of each changed claim.
std::vector<std::string> briefly(const CheckReport& report) {
  std::vector<std::string> all;
  for (const EnvironmentChanges& one : report.environments)
    for (const ClaimChange& change : one.claims)
      all.push_back(one.name.str() + " " + std::string(to_string(change.kind)) + " " +
                    change.id.str());
  return all;
}

bool has_new(const CheckReport& report, Code code) {
  for (const EnvironmentChanges& one : report.environments)
    for (const Finding& finding : one.new_findings)
      if (finding.code == code) return true;
  return false;
}

TEST_F(CompareCommits, TellsWhatTheHeadAddsSinceItLeftTheBase) {
  repository.commit("m", files(values({"alpha"}), values({"alpha"})));
  repository.commit("main", files(values({"alpha"}), ""), {"m"});
  repository.commit("feature", files(values({"alpha", "beta"}), values({"alpha"})), {"m"});

  const CheckReport report = compared();

  EXPECT_EQ(report.compared_with.id.substr(0, 2), "m0");
  EXPECT_EQ(briefly(report), std::vector<std::string>{"prod new prod/beta"});
  EXPECT_EQ(report.known, 2u);
  EXPECT_EQ(report.read, 1u);
  EXPECT_EQ(exit_code_of_check(report, FailOn::Errors), kDifferences);
}

TEST_F(CompareCommits, SaysTheSameHoweverManyEnvironmentsAreReadAtOnce) {
  std::string settings = "environments:\n";
  Files before;
  Files after;
  for (int i = 0; i < 24; ++i) {
    const std::string name = "e" + std::to_string(10 + i);
    settings.append("  - {name: ")
        .append(name)
        .append(", dialect: gen3, folder: ")
        .append(name)
        .append(", values: [v.yaml], bounds: {entries: ['*']}}\n");
    before[name + "/v.yaml"] = values({"alpha"});
    after[name + "/v.yaml"] = values({"alpha", "beta" + std::to_string(i)}) + "unknown: 1\n";
  }
  before["pgberth.yaml"] = after["pgberth.yaml"] = settings;
  repository.commit("main", before);
  repository.commit("feature", after, {"main"});

  const CheckReport alone = compared();
  at_once = 8;
  const CheckReport together = compared();

  EXPECT_EQ(briefly(alone).size(), 24U);
  EXPECT_EQ(check_json(together), check_json(alone));
}

TEST_F(CompareCommits, ReadsNoEnvironmentWhoseFilesAreTheSame) {
  repository.commit("main", files(values({"alpha"}), values({"alpha"})));
  Files more = files(values({"alpha"}), values({"alpha"}) + "# a word\n");
  more["README.md"] = "news";
  repository.commit("feature", more, {"main"});

  const CheckReport report = compared();

  EXPECT_EQ(report.read, 1u);
  EXPECT_TRUE(report.environments.empty());
  EXPECT_FALSE(repository.read.contains("main:prod/values.yaml"));
  EXPECT_TRUE(repository.read.contains("main:qa/values.yaml"));
  EXPECT_EQ(exit_code_of_check(report, FailOn::Any), kAgreement);
}

TEST_F(CompareCommits, ReadsBothSidesAsTheirManifestsSayAndBoundsThemByTheBase) {
  const std::string settings =
      "source: {url: 'https://git.example/values'}\n"
      "environments: [{discovered: site, bounds: {namespaces: [one]}}]\n";
  const auto application = [](const std::string& name_space) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: site}\n"
           "spec:\n  destination: {namespace: " +
           name_space +
           "}\n  source: {repoURL: 'https://git.example/values', path: charts/gen3, "
           "helm: {releaseName: site, valueFiles: [/v.yaml]}}\n";
  };
  const std::string v = values({"alpha"});
  repository.commit("main",
                    {{"pgberth.yaml", settings}, {"a.yaml", application("one")}, {"v.yaml", v}});
  repository.commit("feature",
                    {{"pgberth.yaml", settings}, {"a.yaml", application("other")}, {"v.yaml", v}},
                    {"main"});
  repository.commit("gone", {{"pgberth.yaml", settings}, {"v.yaml", v}}, {"main"});

  const CheckReport moved = compared();
  const CheckReport gone = compared({.head = "gone"});

  EXPECT_TRUE(has_new(moved, Code::OutOfBounds));
  EXPECT_TRUE(has_new(gone, Code::NotDiscovered));
  EXPECT_TRUE(briefly(gone).empty());  // What is not known to be gone is not told as gone.
  EXPECT_EQ(exit_code_of_check(gone, FailOn::Errors), kFailure);
}

TEST_F(CompareCommits, NeverTakesSettingsFromTheHead) {
  const std::string greedy =
      "global:\n  externalSecrets: {deploy: true}\nfence:\n  enabled: true\n"
      "  externalSecrets: {dbcreds: admin-of-others}\n";
  repository.commit("main", files(values({"alpha"}), values({"alpha"})));
  Files widened = files(greedy, values({"alpha"}));
  widened["pgberth.yaml"] =
      "environments:\n  - {name: prod, dialect: gen3, folder: prod, "
      "values: [values.yaml], bounds: {entries: [\"*\"]}}\n";
  repository.commit("feature", widened, {"main"});

  const CheckReport report = compared();

  EXPECT_TRUE(has_new(report, Code::OutOfBounds));
  EXPECT_FALSE(repository.read.contains("feature:pgberth.yaml"));
  EXPECT_EQ(exit_code_of_check(report, FailOn::Errors), kFailure);
}

TEST_F(CompareCommits, TakesSettingsFromTheBaseAsItIsNow) {
  Files old = files(values({"alpha"}), values({"alpha"}));
  old["pgberth.yaml"] =
      "environments:\n  - {name: old, dialect: gen3, folder: prod, "
      "values: [values.yaml], bounds: {entries: [\"*\"]}}\n";
  repository.commit("m", old);
  repository.commit("main", files(values({"alpha"}), values({"alpha"})), {"m"});
  repository.commit("feature", files(values({"beta"}), values({"alpha"})), {"m"});

  EXPECT_EQ(briefly(compared()),
            (std::vector<std::string>{"prod new prod/beta", "prod no longer declared prod/alpha"}));
}

TEST_F(CompareCommits, TakesSettingsFromOutsideAsTheyAre) {
  repository.commit("main", {{"a.yaml", values({"alpha"})}});
  repository.commit("feature", {{"a.yaml", values({"alpha", "beta"})}}, {"main"});
  outside = MemoryTree(std::map<std::string, std::string>{
      {"/etc/ops/pgberth.yaml",
       "environments:\n  - {name: one, dialect: gen3, values: [a.yaml]}\n"}});

  EXPECT_EQ(briefly(compared({.settings = "/etc/ops/pgberth.yaml"})),
            std::vector<std::string>{"one new one/beta"});
}

TEST_F(CompareCommits, FindsFoldersFromTheFolderOfTheSettings) {
  Files before{{"ops/pgberth.yaml",
                "environments:\n  - {name: one, dialect: gen3, folder: ../sites/one, values: "
                "[a.yaml]}\n"},
               {"sites/one/a.yaml", values({"alpha"})}};
  repository.commit("main", before);
  before["sites/one/a.yaml"] = values({"alpha", "beta"});
  repository.commit("feature", before, {"main"});

  EXPECT_EQ(briefly(compared({.settings = "ops/pgberth.yaml", .settings_in_repository = true})),
            std::vector<std::string>{"one new one/beta"});
}

TEST_F(CompareCommits, LeadsOutOfNoFolderAndOfNoRepository) {
  const std::string settings =
      "environments:\n  - {name: one, dialect: gen3, folder: one, values: [../two/a.yaml, "
      "../../../etc/passwd]}\n";
  repository.commit("main", {{"pgberth.yaml", settings}, {"one/x", ""}, {"two/a.yaml", "a: 1"}});
  repository.commit("feature", {{"pgberth.yaml", settings}, {"one/x", "1"}, {"two/a.yaml", "a: 2"}},
                    {"main"});

  const CheckReport report = compared();

  EXPECT_TRUE(briefly(report).empty());
  EXPECT_EQ(repository.read, std::set<std::string>{"main:pgberth.yaml"});
}

TEST_F(CompareCommits, FailsForNewErrorsAndNotForOldOnes) {
  const std::string broken = "fence: [\n";
  const std::string odd = values({"alpha"}) + "beta: {enabled: true, postgres: {port: none}}\n";
  repository.commit("main", files(values({"alpha"}), broken));
  repository.commit("odd", files(values({"alpha"}), odd));
  repository.commit("still", files(values({"alpha"}), "# still\n" + odd), {"odd"});
  repository.commit("worse", files(broken, broken), {"main"});
  repository.commit("better", files(values({"alpha"}), values({"alpha"})), {"main"});

  const CheckReport same = compared({.base = "odd", .head = "still"});
  const CheckReport worse = compared({.head = "worse"});
  const CheckReport better = compared({.head = "better"});

  EXPECT_EQ(exit_code_of_check(same, FailOn::Any), kAgreement);
  EXPECT_EQ(same.environments.at(0).standing_errors.size(), 1u);
  EXPECT_EQ(exit_code_of_check(worse, FailOn::Errors), kFailure);
  EXPECT_TRUE(briefly(worse).empty());
  EXPECT_EQ(worse.environments.at(0).not_compared, std::vector{ClaimId{"prod/alpha"}});
  EXPECT_EQ(exit_code_of_check(better, FailOn::Errors), kDifferences);
}

TEST_F(CompareCommits, NeverSaysNoChangeOfWhatNeitherSideCanRead) {
  const std::string broken = "fence: [\n";
  repository.commit("main", files(values({"alpha"}), broken));
  repository.commit("feature", files(values({"alpha"}), "# other\n" + broken), {"main"});
  repository.commit("elsewhere", files(values({"alpha", "beta"}), broken), {"main"});

  const CheckReport report = compared();

  ASSERT_EQ(report.environments.size(), 1U);
  EXPECT_TRUE(report.environments.front().unreadable);
  EXPECT_EQ(exit_code_of_check(report, FailOn::Errors), kFailure);
  EXPECT_EQ(check_line(report), "1 environment not compared, 1 error was there before");
  EXPECT_NE(check_text(report).find("neither side could be read in whole"), std::string::npos);
  EXPECT_EQ(exit_code_of_check(compared({.head = "elsewhere"}), FailOn::Errors), kDifferences);
}

TEST_F(CompareCommits, TellsOfWhatNeitherSideHasInWholeOnlyWhereWhatDecidesItChanges) {
  const auto application = [](const std::string& name, const std::string& list) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: " + name +
           "}\nspec:\n  destination: {namespace: x}\n  source: {repoURL: "
           "'https://git.example/values', path: charts/gen3, helm: {valueFiles: [" +
           list + "]}}\n";
  };
  const Files base{{"pgberth.yaml",
                    "source: {url: 'https://git.example/values'}\n"
                    "environments: [{discovered: none}, {discovered: partly}]\n"},
                   {"partly.yaml", application("partly", "/v.yaml, /gone.yaml")},
                   {"other.yaml", application("other", "/v.yaml")},
                   {"v.yaml", values({"alpha"})},
                   {"w.yaml", values({"alpha"})}};
  const auto told = [&](const std::string& path, const std::string& text) {
    Files files = base;
    files[path] = text;
    repository.commit("main", base);
    repository.commit("feature", files, {"main"});
    const CheckReport report = compared();
    std::string names;
    for (const EnvironmentChanges& one : report.environments)
      if (!one.compared()) names += one.name.str() + " ";
    EXPECT_EQ(exit_code_of_check(report, FailOn::Errors), names.empty() ? kAgreement : kFailure);
    return names;
  };

  EXPECT_EQ(told("w.yaml", values({"beta"})), "");
  EXPECT_EQ(told("v.yaml", values({"beta"})), "partly ");
  EXPECT_EQ(told("partly.yaml", base.at("partly.yaml") + "# a word\n"), "none partly ");
  EXPECT_EQ(told("other.yaml", base.at("other.yaml") + "# a word\n"), "none ");
  EXPECT_EQ(told("new.yaml", application("new", "/v.yaml")), "none ");
}

TEST_F(CompareCommits, ComparesNothingOutsideOfTheRepository) {
  outside = MemoryTree(std::map<std::string, std::string>{
      {"ops/pgberth.yaml",
       "environments: [{name: one, dialect: gen3, folder: ../one, values: "
       "[v.yaml]}]\n"}});
  repository.commit("main", {{"one/v.yaml", values({"alpha"})}});
  repository.commit("feature", {{"one/v.yaml", values({"beta"})}}, {"main"});

  const CheckReport report = compared({.settings = "ops/pgberth.yaml"});

  EXPECT_EQ(exit_code_of_check(report, FailOn::Errors), kFailure);
}

TEST_F(CompareCommits, SaysThatTheSettingsChangeToo) {
  repository.commit("main", files(values({"alpha"}), values({"alpha"})));
  Files other = files(values({"alpha"}), values({"alpha"}));
  other["pgberth.yaml"] = kSettings + "# more\n";
  repository.commit("feature", other, {"main"});

  EXPECT_EQ(check_line(compared()), "no change to databases, the settings change too");
}

TEST_F(CompareCommits, TellsWhatIsWrongWithTheSettings) {
  repository.commit("main", {{"pgberth.yaml", "environments: 3\n"}});
  repository.commit("feature", {{"a", ""}}, {"main"});

  const CheckReport report = compared();

  EXPECT_TRUE(has_new(report, Code::BadSettings));
  EXPECT_EQ(exit_code_of_check(report, FailOn::Errors), kFailure);
}

TEST_F(CompareCommits, NeedsNoSecretThatTheSettingsName) {
  const std::string settings = kSettings +
                               "servers:\n  - {host: db.example, uri: \"postgresql://a@h/\", "
                               "adminPassword: {file: /nowhere}}\n";
  Files before = files(values({"alpha"}), values({"alpha"}));
  before["pgberth.yaml"] = settings;
  repository.commit("main", before);
  repository.commit("feature", files(values({"beta"}), ""), {"main"});

  EXPECT_FALSE(has_new(compared(), Code::BadSettings));
}

TEST_F(CompareCommits, KeepsToTheEnvironmentsThatAreNamed) {
  repository.commit("main", files(values({}), values({})));
  repository.commit("feature", files(values({"alpha"}), values({"alpha"})), {"main"});

  EXPECT_EQ(briefly(compared({.environments = {"qa"}})),
            std::vector<std::string>{"qa new qa/alpha"});
  EXPECT_FALSE(compare({.environments = {"dev"}}));
}

TEST_F(CompareCommits, SaysWhatItLacks) {
  repository.commit("main", {{"a", ""}});
  repository.commit("feature", {{"a", "1"}}, {"main"});
  repository.commit("alone", {{"a", "1"}});

  EXPECT_EQ(compare({}).error().code, Code::BadOption);
  EXPECT_EQ(compare({.head = "nowhere"}).error().code, Code::RevisionUnknown);
  EXPECT_EQ(compare({.head = "alone"}).error().code, Code::NoCommonCommit);
}

TEST_F(CompareCommits, ComparesWhatWasDiscoveredOnEachSide) {
  repository.commit("main", {{"one.yaml", values({"alpha"})}});
  repository.commit("feature", {{"one.yaml", values({"alpha"})}, {"two.yaml", values({"alpha"})}},
                    {"main"});
  const auto discover = [](Tree& tree) {
    SettingsRead read;
    const auto paths = tree.files("");
    for (const std::string& path : *paths)
      read.settings.environments.push_back({.settings = {.name = EnvironmentName{path},
                                                         .dialect = "gen3",
                                                         .files = {path},
                                                         .release = "r",
                                                         .namespaces = {"n"}}});
    return read;
  };
  const auto of_both = [&](Tree& before, Tree& after) {
    return std::pair(discover(before), discover(after));
  };

  const auto report =
      compare_commits({.base = "main", .head = "feature"},
                      {.repository = repository, .files = outside, .environments_of = of_both});

  ASSERT_TRUE(report) << report.error().what;
  ASSERT_EQ(report->environments.size(), 1u);
  EXPECT_EQ(report->environments[0].kind, EnvironmentChanges::Kind::Appeared);
  EXPECT_EQ(briefly(*report), std::vector<std::string>{"two.yaml new two.yaml/alpha"});
  EXPECT_FALSE(repository.read.contains("main:one.yaml"));
}

}  // namespace
}  // namespace pgberth
