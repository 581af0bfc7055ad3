#include <gtest/gtest.h>

#include "tests/support/check_replay.h"
#include "tests/support/checked_history.h"
#include "tests/support/values_tree.h"
#include <algorithm>
#include <iostream>

namespace pgberth::testing {
namespace {

namespace fs = std::filesystem;

/// Every chart that has a database without being asked, switched off.
const std::string kNothing = R"(global: {dev: false}
arborist: {enabled: false}
audit: {enabled: false}
fence: {enabled: false}
indexd: {enabled: false}
metadata: {enabled: false}
peregrine: {enabled: false}
sheepdog: {enabled: false}
wts: {enabled: false}
)";

/// What a check tells of and Helm's tables have no column for.
const std::set<std::string> kWithoutColumn{};

struct RealCase {
  fs::path folder;
  Case given;

  /// The values files as the files of a commit, named by their order.
  std::vector<GitFile> files_below(const std::string& target) const {
    std::vector<GitFile> files;
    for (const std::string& name : given.settings.files)
      files.push_back({.path = target + "/" + std::to_string(files.size()) + ".yaml",
                       .content = slurp(folder / name)});
    return files;
  }
};

std::vector<std::string> paths_of(const std::vector<GitFile>& files) {
  std::vector<std::string> paths;
  for (const GitFile& file : files) paths.push_back(file.path);
  return paths;
}

/// Helm itself renders nothing for this one (conformance_test.cpp says why and what pgberth answers
/// instead), so only the names are compared that the release makes.
void expect_names_of_the_release(const Case& given, const Table& rows) {
  EXPECT_EQ(rows.size(), 11u);
  for (const auto& [service, row] : rows) {
    const std::string& database = row.at("database");
    EXPECT_TRUE(database.empty() || database == service + "_" + given.settings.release) << database;
  }
}

/// Successive commits that are real environments. What Helm renders for each of them is known; a
/// check sees only two commits.
class RealHistories : public ::testing::Test {
 protected:
  std::vector<RealCase> cases{};
  int told = 0;
  int silent = 0;

  void SetUp() override {
    const auto folder = shared_data("gen3");
    if (!folder)
      GTEST_SKIP() << "the real cases are not here; set PGBERTH_SHARED to the folder that has "
                      "data/gen3";
    for (const fs::path& each : cases_in(*folder))
      cases.push_back({.folder = each, .given = read_case(each)});
    EXPECT_GE(cases.size(), 39u);
  }

  void TearDown() override {
    std::cout << told << " commits told of, " << silent << " silent\n";
  }

  /// A check of the commit that turned an environment into `real`.
  void expect_explained(const RealCase& real, const Explained& said, const std::string& environment,
                        CheckReplay& replay) {
    const Table before = replay.rows();
    const CheckReplay::Told changes = replay.take(said.environment(environment));
    const Table after = replay.rows();

    EXPECT_EQ(said.exit_code, 1);
    EXPECT_EQ(said.json.at("environmentsRead"), 1);
    if (real.given.helm_renders)
      expect_same(expected_rows(real.folder), after);
    else
      expect_names_of_the_release(real.given, after);
    expect_nothing_needless(changes, differing(before, after));
    ++told;
  }

  /// Whatever was told is a difference between what Helm renders, or has no column there.
  static void expect_nothing_needless(const CheckReplay::Told& changes,
                                      const std::set<std::string>& differing) {
    for (const auto& [service, facts] : changes) {
      if (differing.contains(service)) continue;
      for (const std::string& fact : facts)
        EXPECT_TRUE(kWithoutColumn.contains(fact)) << service << " " << fact;
    }
  }

  void expect_silence(int kind, CheckedHistory& history, const std::vector<std::string>& values) {
    const QuietChange change = quiet_change(kind, history, values);
    SCOPED_TRACE(change.name);
    if (change.files.empty()) return;
    const Explained said = history.commit(change.files);
    EXPECT_TRUE(said.silent()) << said.out;
    ++silent;
  }
};

/// Release and namespace, too, are what a commit says: expected.tsv has both in its names, so only an
/// environment that takes them from the repository can go through all cases.
std::string application(const RealCase& real, const std::vector<std::string>& values) {
  std::string files;
  for (const std::string& path : values) files += "        - /" + path + "\n";
  return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: portal}\nspec:\n"
         "  source:\n    repoURL: https://git.example.org/team/values.git\n    path: charts/gen3\n"
         "    helm:\n      releaseName: " +
         real.given.settings.release + "\n      valueFiles:\n" + files +
         "  destination: {namespace: " + real.given.settings.namespaces.front() +
         "}\n  syncPolicy: {automated: {}, syncOptions: [RespectIgnoreDifferences=true]}\n"
         "  ignoreDifferences: [{kind: Secret, jsonPointers: [/data]}]\n";
}

TEST_F(RealHistories, OfOneApplicationAreExplainedCommitByCommit) {
  CheckedHistory history({{.path = "charts/gen3/Chart.yaml", .content = "name: gen3\n"},
                          {.path = "notes/0.md", .content = "A note.\n"}});
  CheckReplay replay;
  int kind = 0;
  for (const RealCase& real : cases) {
    SCOPED_TRACE(real.folder.filename().string());
    std::vector<GitFile> files = real.files_below("portal");
    const std::vector<std::string> values = paths_of(files);
    for (const std::string& path : history.below("portal"))
      if (std::ranges::find(values, path) == values.end())
        files.push_back({.path = path, .content = "", .mode = kGone});
    files.push_back({.path = "apps/portal.yaml", .content = application(real, values)});

    expect_explained(real, history.commit(files), "portal", replay);
    for (int i = 0; i < 2; ++i) expect_silence(kind++, history, values);
  }

  EXPECT_EQ(told, 39);
  EXPECT_GE(silent, 70);
}

}  // namespace
}  // namespace pgberth::testing
