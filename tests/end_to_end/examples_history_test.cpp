#include <gtest/gtest.h>

#include "tests/support/check_replay.h"
#include "tests/support/checked_history.h"
#include "tests/support/values_tree.h"
#include <algorithm>
#include <ostream>
#include <utility>

namespace pgberth::testing {
namespace {

namespace fs = std::filesystem;

const std::string kCommons = "gen3-local/values.yaml";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos)
    ADD_FAILURE() << "there is no " << from;
  else
    text.replace(at, from.size(), to);
  return text;
}

/// All of values-examples/, with its settings, as the first commit.
std::vector<GitFile> examples() {
  const fs::path root = fs::path(PGBERTH_SOURCE_DIR) / "values-examples";
  std::vector<GitFile> files{{.path = "notes/0.md", .content = "A note.\n"}};
  for (const auto& entry : fs::recursive_directory_iterator(root))
    if (entry.is_regular_file())
      files.push_back(
          {.path = fs::relative(entry.path(), root).string(), .content = slurp(entry.path())});
  return files;
}

/// "changed commons/fence: host, server" of each claim that a check tells of.
std::vector<std::string> told(const Explained& said) {
  std::vector<std::string> all;
  for (const auto& environment : said.json.at("environments"))
    for (const auto& claim : environment.at("claims")) {
      std::string line =
          claim.at("change").get<std::string>() + " " + claim.at("id").get<std::string>();
      std::string before = ": ";
      for (const auto& one : claim.at("differences"))
        line += std::exchange(before, ", ") + one.at("what").get<std::string>();
      all.push_back(line);
    }
  return all;
}

/// One change of one thing, and what it does to databases, roles and entries: worked out by hand.
struct OneThing {
  const char* name;
  std::string file;
  std::string from;
  std::string to;
  std::vector<std::string> told;
};

std::ostream& operator<<(std::ostream& out, const OneThing& thing) {
  return out << thing.name;
}

class ExamplesHistory : public ::testing::TestWithParam<OneThing> {};

TEST_P(ExamplesHistory, IsToldOfWhatOneCommitChangesAndOfNothingElse) {
  const OneThing& thing = GetParam();
  CheckedHistory history(examples());
  const std::string old_text = history.text(thing.file);

  const Explained done =
      history.commit({{.path = thing.file, .content = replaced(old_text, thing.from, thing.to)}});
  const Explained undone = history.commit({{.path = thing.file, .content = old_text}});

  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(told(done), thing.told) << done.out;
  EXPECT_EQ(told(undone).size(), thing.told.size());
  EXPECT_TRUE(history.since_the_first().silent());
}

INSTANTIATE_TEST_SUITE_P(
    OneThing, ExamplesHistory,
    ::testing::Values(
        OneThing{"the name of a database",
                 kCommons,
                 "metadata_db",
                 "metadata_main",
                 {"changed commons/metadata: database"}},
        OneThing{"the name of a user",
                 kCommons,
                 "metadata_app",
                 "metadata_web",
                 {"changed commons/metadata: username"}},
        OneThing{"a service is switched off",
                 kCommons,
                 "indexd:\n  enabled: true",
                 "indexd:\n  enabled: false",
                 {"noLongerDeclared commons/indexd"}},
        OneThing{"a service is switched on",
                 kCommons,
                 "audit:\n  enabled: false",
                 "audit:\n  enabled: true",
                 {"new commons/audit"}},
        OneThing{"nothing is created any more",
                 kCommons,
                 "dbCreate: true ",
                 "dbCreate: false",
                 {"changed commons/arborist: asked to create, creates, ready mark",
                  "changed commons/fence: asked to create, creates, ready mark",
                  "changed commons/indexd: asked to create, creates, ready mark",
                  "changed commons/metadata: asked to create, creates, ready mark"}},
        OneThing{"a password is given",
                 kCommons,
                 "  image:\n    tag: \"2025.10\"",
                 "  postgres: {password: Tr0ub4dor-3}",
                 {"changed commons/fence: password"}},
        OneThing{
            "another server",
            kCommons,
            "host: postgres.",
            "host: accounts.",
            {"changed commons/arborist: host, server", "changed commons/fence: host, server",
             "changed commons/indexd: host, server", "changed commons/metadata: host, server"}},
        OneThing{"another admin",
                 kCommons,
                 "username: postgres",
                 "username: keeper",
                 {"changed commons/arborist: server", "changed commons/fence: server",
                  "changed commons/indexd: server", "changed commons/metadata: server"}},
        OneThing{"a database of every namespace",
                 "toolchain-cluster/services/weather/workflow/weather-workflow/values.yaml",
                 "\ndbs: [weather-data]",
                 "\ndbs: [weather-data, history]",
                 {"new cluster/prod/history", "new cluster/staging/history"}},
        OneThing{"the database of a module",
                 "opta-links/booking.yaml",
                 "booking_{vars.tenant}",
                 "berths_{vars.tenant}",
                 {"changed harbour/booking/web/db: database"}},
        OneThing{"a database with an owner",
                 "phalanx-observatory/applications/postgres/values-summit.yaml",
                 "db: \"plots\"",
                 "db: \"drawings\"",
                 {"changed observatory/plot_store_db: database"}}));

/// The examples of one dialect, one after the other in one environment. What Helm would render for
/// each is written down by hand, from the charts' templates.
TEST(ExamplesHistory, IsExplainedFromModeToMode) {
  CheckedHistory history(examples());
  CheckReplay replay;
  const std::string local = history.text(kCommons);
  std::string nothing = "global: {dev: false}\n";
  for (const char* chart :
       {"arborist", "audit", "fence", "indexd", "metadata", "peregrine", "sheepdog", "wts"})
    nothing.append(chart).append(": {enabled: false}\n");
  history.commit({{.path = kCommons, .content = nothing}});

  int explained = 0;
  for (const char* mode : {"gen3-local", "gen3-push-local", "gen3-pull", "gen3-push", "gen3-local",
                           "gen3-pull", "gen3-push-local", "gen3-push", "gen3-push-local"}) {
    SCOPED_TRACE(mode);
    // Nothing beyond the environment's own prefix.
    std::string text = std::string(mode) == "gen3-local"
                           ? local
                           : history.text(std::string(mode) + "/values.yaml");
    if (std::string(mode) == "gen3-push") text = replaced(text, "commons/fence", "commons-fence");
    const Table before = replay.rows();
    const Explained said = history.commit({{.path = kCommons, .content = text}});
    const CheckReplay::Told changes = replay.take(said.environment("commons"));

    EXPECT_EQ(said.exit_code, 1);
    EXPECT_EQ(said.json.at("environmentsRead"), 1);
    EXPECT_EQ(said.json.at("environments").size(), 1u);
    expect_same(expected_rows(fs::path(PGBERTH_SOURCE_DIR) / "tests/end_to_end/history" / mode),
                replay.rows());
    const std::set<std::string> services = differing(before, replay.rows());
    for (const auto& [service, what] : changes) EXPECT_TRUE(services.contains(service)) << service;
    ++explained;
  }
  EXPECT_EQ(explained, 9);
}

TEST(ExamplesHistory, IsSilentWhereNoDatabaseIsTouched) {
  CheckedHistory history(examples());
  std::vector<std::string> values;
  for (const GitFile& file : examples())
    if (file.path.ends_with(".yaml") && file.path != "pgberth.yaml") values.push_back(file.path);

  for (int kind = 0; kind < kQuietKinds; ++kind) {
    const QuietChange change = quiet_change(kind, history, values);
    SCOPED_TRACE(change.name);
    ASSERT_FALSE(change.files.empty());

    const Explained said = history.commit(change.files);

    EXPECT_TRUE(said.silent()) << said.out;
    const std::string text = history.last_as_text();
    EXPECT_EQ(std::ranges::count(text, '\n'), 1) << text;
  }
  EXPECT_TRUE(history.since_the_first().silent());
}

/// An application that Argo CD deploys from the values in `folder`.
GitFile application(const std::string& path, const std::string& folder,
                    const std::string& version) {
  return {
      .path = path,
      .content = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: " + folder +
                 "}\nspec:\n  destination: {namespace: demo}\n  sources:\n"
                 "    - {repoURL: https://git.example.org/team/values.git, ref: here}\n"
                 "    - repoURL: https://charts.example.org\n      chart: gen3\n"
                 "      targetRevision: " +
                 version + "\n      helm: {valueFiles: [$here/" + folder + "/values.yaml]}\n"};
}

TEST(ExamplesHistory, IsSilentWhereManifestsMoveAndOtherChartsAreDeployed) {
  const std::string values = slurp(fs::path(PGBERTH_SOURCE_DIR) / "values-examples" / kCommons);
  CheckedHistory history({application("apps/shop.yaml", "shop", "0.2.90"),
                          {.path = "shop/values.yaml", .content = values}});
  const auto silent = [&](const std::string& name, const std::vector<GitFile>& files) {
    SCOPED_TRACE(name);
    const Explained said = history.commit(files);
    EXPECT_TRUE(said.silent()) << said.out;
  };

  silent("another version", {application("apps/shop.yaml", "shop", "0.2.91")});
  silent("another name of the manifest",
         {{.path = "apps/shop.yaml", .content = "", .mode = kGone},
          application("clusters/east/shop.yaml", "shop", "0.2.91")});
  const Explained newer =
      history.commit({application("clusters/east/shop.yaml", "shop", "999.1.0")});
  silent("an even newer version", {application("clusters/east/shop.yaml", "shop", "999.2.0")});
  const Explained more = history.commit({application("apps/first.yaml", "first", "0.2.91"),
                                         {.path = "first/values.yaml", .content = values}});

  EXPECT_EQ(newer.exit_code, 0);
  EXPECT_EQ(newer.json.at("summary").at("newWarnings"), 1) << "its charts are not known";
  EXPECT_EQ(more.exit_code, 1);
  EXPECT_EQ(more.json.at("environments").size(), 1u) << more.out;
  EXPECT_EQ(more.environment("first").at("is"), "appeared");
}

/// The settings of the base count until a change of them is merged.
TEST(ExamplesHistory, IsExplainedByTheSettingsOfTheBase) {
  CheckedHistory history(examples());
  const GitFile settings{
      .path = "pgberth.yaml",
      .content = replaced(history.text("pgberth.yaml"), "release: demo", "release: another")};
  const GitFile values{.path = kCommons,
                       .content = replaced(history.text(kCommons), "audit:\n  enabled: false",
                                           "audit:\n  enabled: true")};

  const Explained both = history.commit({settings, values});

  EXPECT_EQ(told(both), std::vector<std::string>{"new commons/audit"});
  EXPECT_NE(both.out.find("\"audit_demo\""), std::string::npos) << both.out;
  EXPECT_EQ(both.out.find("another"), std::string::npos) << both.out;
  EXPECT_TRUE(history.commit({{.path = "pgberth.yaml", .content = settings.content + "# words\n"}})
                  .silent());
}

TEST(ExamplesHistory, ShowsNoPasswordThatACommitBrings) {
  CheckedHistory history(examples());
  const std::string secret = "Tr0ub4dor-3";

  const Explained said = history.commit(
      {{.path = kCommons,
        .content = replaced(history.text(kCommons), "username: postgres",
                            "username: postgres\n      password: " + secret) +
                   "requestor: {enabled: true, postgres: {password: " + secret + "}}\n"}});

  EXPECT_EQ(said.exit_code, 1);
  EXPECT_EQ(said.out.find(secret), std::string::npos);
  EXPECT_EQ(history.last_as_text().find(secret), std::string::npos);
}

}  // namespace
}  // namespace pgberth::testing
