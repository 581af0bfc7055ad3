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

const char* const kNotHere =
    "the cases are not here; set PGBERTH_SHARED to the folder of data/gen3";

struct RealCase {
  fs::path folder;
  Case given;

  /// The values files as the files of a commit, named by their order.
  std::vector<GitFile> files_below(const std::string& target) const {
    std::vector<GitFile> files;
    files.reserve(given.settings.files.size());
    for (const std::string& name : given.settings.files)
      files.push_back({.path = target + "/" + std::to_string(files.size()) + ".yaml",
                       .content = slurp(folder / name)});
    return files;
  }
};

std::vector<std::string> paths_of(const std::vector<GitFile>& files) {
  std::vector<std::string> paths;
  paths.reserve(files.size());
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

  /// False where the cases are not here.
  bool find_cases(const std::string& name) {
    const auto folder = shared_data(name);
    if (!folder) return false;
    for (const fs::path& each : cases_in(*folder))
      cases.push_back({.folder = each, .given = read_case(each)});
    return true;
  }

  void TearDown() override { std::cout << told << " commits told of, " << silent << " silent\n"; }

  /// A check of the commit that turned an environment into `real`.
  void expect_explained(const RealCase& real, const Explained& said, const std::string& environment,
                        CheckReplay& replay) {
    const Table before = replay.rows();
    const CheckReplay::Told changes = replay.take(said.environment(environment));
    const Table after = replay.rows();

    EXPECT_EQ(said.json.at("environmentsRead"), 1);
    if (real.given.helm_renders)
      expect_same(expected_rows(real.folder), after);
    else
      expect_names_of_the_release(real.given, after);
    EXPECT_EQ(said.exit_code, want_one_object(after) ? 2 : 1);
    expect_nothing_needless(changes, before, after);
    ++told;
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

/// Release and namespace, too, are what a commit says: expected.tsv has both in its names, so only
/// an environment that takes them from the repository can go through all cases.
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
  if (!find_cases("gen3")) GTEST_SKIP() << kNotHere;
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

/// Environments that the settings of the base name: one for each release and namespace that a real
/// case has. Their values change from commit to commit, nothing else does.
class Sites {
 public:
  explicit Sites(const std::vector<RealCase>& cases) {
    for (const RealCase& real : cases) {
      std::size_t& files = files_[name_of(real)];
      files = std::max(files, real.given.settings.files.size());
      settings_.insert_or_assign(name_of(real), real.given.settings);
    }
  }

  static std::string name_of(const RealCase& real) {
    return real.given.settings.release + "." + real.given.settings.namespaces.front();
  }

  /// Nothing is declared anywhere.
  std::vector<GitFile> first_commit() const {
    std::vector<GitFile> files{settings_file(), {.path = "notes/0.md", .content = "A note.\n"}};
    for (const std::string& name : names())
      std::ranges::copy(become_empty(name), std::back_inserter(files));
    return files;
  }

  /// All files of a site, so that it becomes `real`.
  std::vector<GitFile> become(const RealCase& real) const {
    const std::string name = name_of(real);
    return filled(name, real.files_below("sites/" + name));
  }
  std::vector<GitFile> become_empty(const std::string& name) const {
    return filled(name, {{.path = "sites/" + name + "/0.yaml", .content = kNothing}});
  }

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    all.reserve(files_.size());
    for (const auto& [name, count] : files_) all.push_back(name);
    return all;
  }

 private:
  GitFile settings_file() const {
    std::string text = "environments:\n";
    for (const auto& [name, count] : files_) {
      const EnvironmentSettings& settings = settings_.at(name);
      text.append("  - {dialect: gen3, bounds: {entries: \"*\"}, name: ").append(name);
      text.append(", folder: sites/").append(name);
      text.append(", release: ").append(settings.release);
      text.append(", namespaces: ").append(settings.namespaces.front()).append(", values: [");
      for (std::size_t i = 0; i < count; ++i) text += std::to_string(i) + ".yaml, ";
      text += "]}\n";
    }
    return {.path = "pgberth.yaml", .content = text};
  }

  std::vector<GitFile> filled(const std::string& name, std::vector<GitFile> files) const {
    while (files.size() < files_.at(name))
      files.push_back(
          {.path = "sites/" + name + "/" + std::to_string(files.size()) + ".yaml", .content = ""});
    return files;
  }

  std::map<std::string, std::size_t> files_{};  ///< Site to the most files that it ever has.
  std::map<std::string, EnvironmentSettings> settings_{};
};

TEST_F(RealHistories, OfManySitesAreExplainedCommitByCommitAndAsAWhole) {
  if (!find_cases("gen3")) GTEST_SKIP() << kNotHere;
  const Sites sites(cases);
  CheckedHistory history(sites.first_commit());
  std::map<std::string, CheckReplay> replays;
  int kind = 0;
  for (const RealCase& real : cases) {
    SCOPED_TRACE(real.folder.filename().string());
    const std::string name = Sites::name_of(real);
    const std::vector<GitFile> files = sites.become(real);

    expect_explained(real, history.commit(files), name, replays[name]);
    expect_silence(kind++, history, paths_of(files));
  }
  const Explained whole = history.since_the_first();

  EXPECT_EQ(sites.names().size(), 36u);
  EXPECT_EQ(told, 39);
  EXPECT_GE(silent, 35);
  EXPECT_EQ(whole.json.at("environmentsRead"), 36);
  for (auto& [name, replay] : replays) {
    SCOPED_TRACE(name);
    CheckReplay at_once;
    at_once.take(whole.environment(name));
    expect_same(replay.rows(), at_once.rows());
  }
  for (const std::string& name : sites.names()) {
    SCOPED_TRACE(name);
    replays[name].take(history.commit(sites.become_empty(name)).environment(name));
    EXPECT_TRUE(replays[name].rows().empty());
    ++told;
  }
  EXPECT_TRUE(history.since_the_first().silent()) << "done and undone";
}

// Twenty cases each for few releases and namespaces: here most commits leave some services as they
// are, and nothing may be told of those.
TEST_F(RealHistories, OfRandomValuesOfOneReleaseTellOnlyOfWhatHelmRendersOtherwise) {
  if (!find_cases("gen3-synthetic")) GTEST_SKIP() << kNotHere;
  std::erase_if(cases, [](const RealCase& one) { return !one.given.helm_renders; });
  const Sites sites(cases);
  CheckedHistory history(sites.first_commit());
  std::map<std::string, CheckReplay> replays;
  for (const RealCase& real : cases) {
    SCOPED_TRACE(real.folder.filename().string());
    const std::string name = Sites::name_of(real);
    expect_explained(real, history.commit(sites.become(real)), name, replays[name]);
  }

  EXPECT_LE(sites.names().size(), 6u);
  EXPECT_GE(told, 116);
}

}  // namespace
}  // namespace pgberth::testing
