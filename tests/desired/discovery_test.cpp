// What discovery promises beyond its golden trees: numbered as in its README.

#include "reconciler/desired/discovery/discovery.h"

#include <gtest/gtest.h>

#include "tests/support/damage.h"
#include "tests/support/values_tree.h"
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <string>

namespace pgberth::testing {
namespace {

using Files = std::map<std::string, std::string>;

Discovered discovered(const Files& files, const DiscoveryOptions& options = {}) {
  MemoryTree tree(files);
  return discover(tree, options);
}

const FoundEnvironment& only(const Discovered& discovered) {
  if (discovered.environments.size() != 1)
    throw std::runtime_error("not one environment but " +
                             std::to_string(discovered.environments.size()));
  return discovered.environments.front();
}

std::size_t count(const Discovered& discovered, Code code) {
  return static_cast<std::size_t>(std::ranges::count(discovered.findings, code, &Finding::code));
}

/// An application of the chart, with `helm` in its source and `more` in its spec.
std::string application(const std::string& name, const std::string& helm = "",
                        const std::string& more = "") {
  return "---\n"
         "apiVersion: argoproj.io/v1alpha1\n"
         "kind: Application\n"
         "metadata: {name: " +
         name +
         "}\n"
         "spec:\n"
         "  destination: {namespace: " +
         name + "-ns}\n" + more +
         "  sources:\n"
         "    - {repoURL: 'https://git.example.org/team/values', ref: values}\n"
         "    - repoURL: https://charts.example.org\n"
         "      chart: gen3\n"
         "      targetRevision: 0.2.90\n"
         "      helm:\n"
         "        releaseName: release\n" +
         helm;
}

std::string set(const std::string& generators, const std::string& name = "'{{.site}}'") {
  return "apiVersion: argoproj.io/v1alpha1\n"
         "kind: ApplicationSet\n"
         "metadata: {name: sites}\n"
         "spec:\n"
         "  goTemplate: true\n"
         "  generators: [" +
         generators +
         "]\n"
         "  template:\n"
         "    metadata: {name: " +
         name +
         "}\n"
         "    spec:\n"
         "      source: {repoURL: https://charts.example.org, chart: gen3}\n"
         "      destination: {namespace: x}\n";
}

constexpr const char* kQa =
    "        valueFiles: [$values/qa.yaml, $values/may-be-missing.yaml]\n"
    "        ignoreMissingValueFiles: true\n";

TEST(Discovery, D1TakesARepositoryWithTheWantedFilesForThisOneAndSaysSoOnce) {
  const Discovered found = discovered(
      {{"a.yaml", application("one", kQa) + application("two", kQa)}, {"qa.yaml", "{}"}});

  ASSERT_EQ(found.environments.size(), 2U);
  EXPECT_TRUE(found.environments[0].whole);
  EXPECT_EQ(found.environments[1].settings.files, std::vector<std::string>{"qa.yaml"});
  EXPECT_EQ(count(found, Code::Assumed), 1U);
}

TEST(Discovery, D1TakesNoOtherRepositoryForThisOneOnceItsUrlsAreKnown) {
  const Discovered found = discovered({{"a.yaml", application("one", kQa)}, {"qa.yaml", "{}"}},
                                      {.repository_urls = {"https://git.example.org/other"}});

  EXPECT_FALSE(only(found).whole);
  EXPECT_EQ(count(found, Code::ForeignValues), 2U);
}

/// Lists what begins with a dot apart, as real trees do.
class Hiding final : public Tree {
 public:
  explicit Hiding(Files files) : all_(std::move(files)) {}
  Result<std::string> read(const std::string& path, std::size_t limit) override {
    return all_.read(path, limit);
  }
  Result<std::vector<std::string>> files(const std::string& folder) override {
    return some(folder, false);
  }
  Result<std::vector<std::string>> hidden_files(const std::string& folder) override {
    if (too_many_hidden) return Error{.code = Code::TreeTooLarge, .what = "\"\" has too many"};
    return some(folder, true);
  }

  bool too_many_hidden = false;

 private:
  Result<std::vector<std::string>> some(const std::string& folder, bool hidden) {
    auto paths = all_.files(folder);
    if (paths)
      std::erase_if(*paths,
                    [&](const std::string& path) { return path.starts_with('.') != hidden; });
    return paths;
  }

  testing::MemoryTree all_;
};

TEST(Discovery, D2FindsANamedFileThatListsLeaveOut) {
  Hiding tree({{"a.yaml", application("one",
                                      "        valueFiles: [$values/.over.yml]\n"
                                      "        ignoreMissingValueFiles: true\n")},
               {".over.yml", "{}"}});

  const Discovered found = discover(tree, {});

  EXPECT_EQ(only(found).settings.files, std::vector<std::string>{".over.yml"});
}

TEST(Discovery, D2LooksForManifestsInFoldersThatBeginWithADot) {
  Hiding tree({{".argocd/a.yaml", application("one", "        valueFiles: [$values/qa.yaml]\n")},
               {".github/values.yaml", "fence: {enabled: true}\nglobal: {}\n"},
               {"qa.yaml", "{}"}});

  const Discovered found = discover(tree, {});

  EXPECT_EQ(only(found).settings.name.str(), "one");
  EXPECT_EQ(*only(found).at.file, ".argocd/a.yaml");
  EXPECT_TRUE(only(found).whole);
}

TEST(Discovery, D2TellsOfFoldersWithADotThatItDoesNotLookInto) {
  Hiding tree({{"a.yaml", application("one")}, {".argocd/b.yaml", application("two")}});
  tree.too_many_hidden = true;

  const Discovered found = discover(tree, {});

  EXPECT_EQ(only(found).settings.name.str(), "one");
  EXPECT_EQ(count(found, Code::ManifestUnreadable), 1U);
}

TEST(Discovery, D2TellsOfSubmodules) {
  MemoryTree tree({{"a.yaml", application("one")}});
  tree.modules = {"environments/prod"};

  const Discovered found = discover(tree, {});

  EXPECT_EQ(briefly(found.findings), std::vector<std::string>{"W820 environments/prod"});
}

TEST(Discovery, D2TellsMissingValuesFilesUnlessTheyMayBeMissing) {
  const std::string helm = "        valueFiles: [$values/qa.yaml, $values/missing.yaml]\n";

  const Discovered found = discovered({{"a.yaml", application("one", helm)}, {"qa.yaml", "{}"}});

  EXPECT_FALSE(only(found).whole);
  EXPECT_EQ(count(found, Code::FileMissing), 1U);
}

TEST(Discovery, D3MakesNamesDifferByWhatTellsThemApart) {
  const auto named = [](const Files& files) {
    std::string names;
    for (const FoundEnvironment& one : discovered(files).environments)
      names += one.settings.name.str() + " ";
    return names;
  };
  const auto app = [](const std::string& destination) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: site}\nspec: "
           "{source: {repoURL: x, chart: gen3}, destination: {" +
           destination + "}}\n";
  };

  EXPECT_EQ(named({{"a.yaml", app("name: east, namespace: n")},
                   {"b.yaml", app("name: west, namespace: n")}}),
            "site@east site@west ");
  EXPECT_EQ(named({{"a.yaml", app("namespace: n")}, {"b.yaml", app("namespace: m")}}),
            "site@m site@n ");
  EXPECT_EQ(
      named({{"x/y/a.yaml", app("namespace: n")}, {"z/templates/b.yaml", app("namespace: n")}}),
      "site@n.x.y site@n.z ");
  EXPECT_EQ(named({{"a.yaml", app("namespace: n") + "---\n" + app("namespace: n")}}),
            "site@n site@n+ ");
}

TEST(Discovery, D3TellsOfApplicationsThatOneArgoCdWouldKeepOneOf) {
  const auto app = [](const std::string& destination) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: site}\nspec: "
           "{source: {repoURL: x, chart: gen3}, destination: {" +
           destination + "}}\n";
  };

  const Discovered found = discovered({{"a.yaml", app("namespace: n")},
                                       {"b.yaml", app("namespace: m")},
                                       {"c.yaml", app("namespace: n, name: west")}});

  std::vector<std::string> told;
  for (const Finding& one : found.findings) {
    told.push_back(to_string(one.code) + " " + to_string(one.where));
    for (const SourcePos& other : one.also) told.back() += " " + to_string(other);
  }
  EXPECT_EQ(told, (std::vector<std::string>{"W829 a.yaml:3:18 b.yaml:3:18",
                                            "W829 b.yaml:3:18 a.yaml:3:18", "N825 c.yaml:3:18"}));
  for (const FoundEnvironment& one : found.environments) EXPECT_TRUE(one.whole) << one.called;
}

TEST(Discovery, D3CountsNeitherOfTwoThatNothingTellsApart) {
  const Discovered found = discovered({{"a.yaml", application("one") + application("one")},
                                       {"b/a.yaml", application("two")},
                                       {"c/a.yaml", application("two")}});

  ASSERT_EQ(found.environments.size(), 4U);
  for (const FoundEnvironment& one : found.environments)
    EXPECT_EQ(one.whole, one.called == "two") << one.settings.name.str();
  EXPECT_EQ(count(found, Code::NameTwice), 4U);
}

TEST(Discovery, D3NamesAFewOfManyOthers) {
  std::string many;
  for (int i = 0; i < 3000; ++i) many += application("one");

  const Discovered found = discovered({{"a.yaml", many}});

  ASSERT_EQ(count(found, Code::NameTwice), 3000U);
  for (const Finding& one : found.findings) EXPECT_LE(one.also.size(), 10U);
}

TEST(Discovery, D3CallsAnEnvironmentAlikeInTwoStates) {
  const Files files{{"x/a.yaml", application("one")}};
  Files more = files;
  more["w/a.yaml"] = application("one");
  Discovered before = discovered(files);
  Discovered after = discovered(more);

  name_alike(before, after);

  EXPECT_EQ(only(before).settings.name.str(), "one@one-ns.x");
  ASSERT_EQ(after.environments.size(), 2U);
  EXPECT_EQ(after.environments[1].settings.name.str(), "one@one-ns.x");
  EXPECT_EQ(*after.environments[1].at.file, "x/a.yaml");
}

TEST(Discovery, D3TakesNoNameThatKubernetesWouldNotTake) {
  const auto app = [](const std::string& name, const std::string& name_space) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: " + name +
           "}\nspec: {source: {repoURL: x, chart: gen3}, destination: {namespace: " + name_space +
           "}}\n";
  };
  const std::string longest(253, 'a');

  const Discovered found = discovered({{"a.yaml", app(longest, longest)},
                                       {"b.yaml", app(longest + "a", "n")},
                                       {"c.yaml", app("c", longest + "a")}});

  EXPECT_EQ(only(found).settings.name.str(), longest);
  EXPECT_EQ(count(found, Code::ManifestRefused), 2U);
}

TEST(Discovery, D3LetsNobodyElseChooseWhatAnEnvironmentIsCalled) {
  const auto app = [](const std::string& destination) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: site}\nspec: "
           "{source: {repoURL: x, chart: gen3}, destination: {" +
           destination + "}}\n";
  };
  const auto place_of = [](const Files& files, const std::string& name) -> std::string {
    for (const FoundEnvironment& one : discovered(files).environments)
      if (one.settings.name.str() == name) return *one.at.file;
    return "";
  };
  const Files before{{"clusters/eu/a.yaml", app("name: prod, namespace: n")},
                     {"lab/b.yaml", app("name: lab, namespace: n")}};
  Files after = before;
  after["prod/c.yaml"] = app("namespace: other");
  Files taken = before;
  taken["prod/c.yaml"] = app("namespace: prod");

  EXPECT_EQ(place_of(before, "site@prod"), "clusters/eu/a.yaml");
  EXPECT_EQ(place_of(after, "site@prod"), "clusters/eu/a.yaml");
  EXPECT_EQ(place_of(taken, "site@prod"), "");  // It is nobody's now, rather than another's.
}

TEST(Discovery, D9FindsAManifestHoweverItsKindIsWritten) {
  for (const char* kind : {"Application", "!!str Application", "&k Application",
                           "\"Applic\\u0061tion\"", ">-\n  Application", "\n  Application"}) {
    const Files files{{"a.yaml", std::string("apiVersion: argoproj.io/v1alpha1\nkind: ") + kind +
                                     "\nmetadata: {name: site}\nspec: {source: {repoURL: x, "
                                     "chart: gen3}, destination: {namespace: n}}\n"}};
    EXPECT_EQ(discovered(files).environments.size(), 1U) << kind;
  }
}

TEST(Discovery, ShowsNoLoginOfAUrlAndNoLiteralOfATemplate) {
  const Files files{
      {"a.yaml",
       "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: site}\nspec:\n"
       "  destination: {namespace: n}\n  sources:\n"
       "    - {repoURL: x, chart: gen3, helm: {valueFiles: [$v/a.yaml], parameters: "
       "[{name: 'a.b=hunter2', value: ''}]}}\n"
       "    - {repoURL: 'https://bot:hunter2@git.example/values', ref: v}\n"},
      {"set.yaml",
       "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: set}\nspec:\n"
       "  goTemplate: true\n  generators: [{list: {elements: [{a: b}]}}]\n  template:\n"
       "    metadata: {name: '{{ b64enc \"hunter2\" }}'}\n"
       "    spec: {source: {repoURL: x, chart: gen3}, destination: {namespace: n}}\n"}};

  const Discovered found = discovered(files);

  EXPECT_GE(found.findings.size(), 3U);
  for (const Finding& finding : found.findings)
    EXPECT_EQ((finding.what + finding.hint).find("hunter2"), std::string::npos) << finding.what;
}

TEST(Discovery, D4ProposesAFolderOnlyWhereNoManifestReadsIt) {
  const std::string values = "global: {}\nfence: {enabled: true}\n";
  const Files files{{"qa.yaml", "{}"},
                    {"apps/a.yaml",
                     application("app", "        valueFiles: [$values/site/values/values.yaml]\n")},
                    {"site/values/values.yaml", values},
                    {"other/values/values.yaml", values}};

  const Discovered found = discovered(files);

  ASSERT_EQ(found.environments.size(), 2U);
  EXPECT_EQ(found.environments[0].settings.name.str(), "app");
  EXPECT_EQ(found.environments[1].settings.name.str(), "other");
}

TEST(Discovery, D5FindsFoldersByTheOperatorsPatterns) {
  const Files files{{"environments/qa/values.yaml", "fence: {}\nglobal: {}\n"},
                    {"environments/qa/a.yaml", "portal: {}\n"},
                    {"deep/a/b/site-prod.yaml", "fence: {}\nglobal: {}\n"},
                    {"other/values.yaml", "fence: {}\nglobal: {}\n"}};

  const Discovered found =
      discovered(files, {.folders = {{.pattern = "environments/{name}/"},
                                     {.pattern = "deep/**/site-{name}.yaml", .dialect = "opta"},
                                     {.pattern = "none/*.yaml"}},
                         .usual_folders = false});

  ASSERT_EQ(found.environments.size(), 2U);
  EXPECT_EQ(found.environments[0].settings.name.str(), "prod");
  EXPECT_EQ(found.environments[0].settings.dialect, "opta");
  EXPECT_EQ(found.environments[1].settings.name.str(), "qa");
  EXPECT_EQ(found.environments[1].settings.dialect, "gen3");
  EXPECT_EQ(found.environments[1].settings.files,
            (std::vector<std::string>{"environments/qa/values.yaml", "environments/qa/a.yaml"}));
  EXPECT_EQ(count(found, Code::FileMissing), 1U);
}

TEST(Discovery, D6IsTheSameEachTime) {
  FolderTree tree(std::string(PGBERTH_SOURCE_DIR) + "/tests/desired/discovery");

  const Discovered first = discover(tree, {});
  const Discovered second = discover(tree, {});

  EXPECT_EQ(first.findings, second.findings);
  ASSERT_EQ(first.environments.size(), second.environments.size());
  for (std::size_t i = 0; i < first.environments.size(); ++i)
    EXPECT_EQ(first.environments[i].settings.name, second.environments[i].settings.name);
}

TEST(Discovery, D7ReadsOnlyYaml) {
  const Discovered found = discovered({{"a.txt", application("text")},
                                       {"a.json", application("json")},
                                       {"a.yml", application("yml")}});

  EXPECT_EQ(only(found).settings.name.str(), "yml");
}

TEST(DiscoveryLimits, D8LeaveOutWhatGoesBeyondAndSaySo) {
  std::string elements;
  for (int i = 0; i < 30; ++i) elements += "{site: s" + std::to_string(i) + "},";
  DiscoveryOptions options;
  options.limits.applications = 20;

  const Discovered found =
      discovered({{"set.yaml", set("{list: {elements: [" + elements + "]}}")}}, options);

  EXPECT_EQ(found.environments.size(), 20U);
  EXPECT_EQ(count(found, Code::DiscoveryLimit), 1U);
}

TEST(DiscoveryLimits, D8HoldForMatrices) {
  std::string elements;
  for (int i = 0; i < 300; ++i) elements += "{s" + std::to_string(i) + ": x},";
  const std::string list = "{list: {elements: [" + elements + "]}}";

  const Discovered found =
      discovered({{"set.yaml", set("{matrix: {generators: [" + list + "," + list + "]}}")}});

  EXPECT_TRUE(found.environments.empty());
  EXPECT_EQ(count(found, Code::DiscoveryLimit), 1U);
}

TEST(DiscoveryLimits, D8HoldForFiles) {
  DiscoveryOptions options;
  options.limits.files = 2;
  options.limits.file_bytes = 2000;

  const Discovered many =
      discovered({{"a.yaml", ""}, {"b.yaml", ""}, {"c.yaml", application("late")}}, options);
  const Discovered large = discovered({{"a.yaml", std::string(2001, '#')}}, options);

  EXPECT_TRUE(many.environments.empty());
  EXPECT_EQ(count(many, Code::DiscoveryLimit), 1U);
  EXPECT_EQ(count(large, Code::DiscoveryLimit), 1U);
}

TEST(DiscoveryLimits, D8HoldForAliases) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string below = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + below;
    for (int j = 0; j < 9; ++j) bomb += ", " + below;
    bomb += "]\n";
  }

  const Discovered found = discovered({{"a.yaml", bomb + "kind: Application\n"}});

  EXPECT_TRUE(found.environments.empty());
  EXPECT_EQ(count(found, Code::ManifestUnreadable), 1U);
}

TEST(Discovery, D9ReadsEachOfFiveThousandFilesOnce) {
  class Counting final : public Tree {
   public:
    explicit Counting(Files files) : all_(std::move(files)) {}
    Result<std::string> read(const std::string& path, std::size_t limit) override {
      ++reads[path];
      return all_.read(path, limit);
    }
    Result<std::vector<std::string>> files(const std::string& folder) override {
      return all_.files(folder);
    }
    std::map<std::string, int> reads{};

   private:
    testing::MemoryTree all_;
  };
  Files files{{"apps/a.yaml", application("one")}};
  for (int i = 0; i < 5000; ++i)
    files.emplace("f" + std::to_string(i) + "/values.yaml", "global: {}\n");
  Counting tree(files);

  const Discovered found = discover(tree, {});

  EXPECT_EQ(found.environments.size(), 1U);
  EXPECT_EQ(tree.reads.size(), files.size());
  for (const auto& [path, count] : tree.reads) EXPECT_EQ(count, 1) << path;
}

TEST(Discovery, D10OfDamagedTreesIsSound) {
  Files whole;
  FolderTree tree(std::string(PGBERTH_SOURCE_DIR) + "/tests/desired/discovery");
  const auto paths = tree.files("");
  ASSERT_TRUE(paths);
  for (const std::string& path : *paths) whole[path] = *tree.read(path, 1U << 20U);
  std::size_t found_in_all = 0;
  for (unsigned seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    Files files = whole;
    for (auto& [path, text] : files) text = damaged(text, random);

    const Discovered found = discovered(files);

    std::set<std::string> names;
    for (const FoundEnvironment& one : found.environments) {
      ASSERT_TRUE(names.insert(one.settings.name.str()).second) << one.settings.name.str();
      ASSERT_FALSE(one.settings.name.str().empty());
      ASSERT_EQ(one.settings.name.str().find('/'), std::string::npos);
      for (const std::string& file : one.settings.files) ASSERT_TRUE(files.contains(file)) << file;
      for (const Overlay& overlay : one.settings.overlays) ASSERT_NE(overlay.value, nullptr);
      MemoryTree again(files);
      if (seed % 10 == 0) read_environment(one.settings, again);
    }
    found_in_all += found.environments.size();
  }
  EXPECT_GT(found_in_all, 1000U) << "damage of a few bytes leaves most of it standing";
}

}  // namespace
}  // namespace pgberth::testing
