// `check` of commits in memory, from its words to its output: what is discovered on both sides, and
// what must be in no output at all.

#include "reconciler/cli/run.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/stub_parts.h"
#include "tests/support/memory_repository.h"
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace pgberth {
namespace {

using Files = testing::MemoryRepository::Files;
using nlohmann::json;

std::string application(const std::string& name, const std::string& name_space,
                        const std::string& file = "values.yaml") {
  return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: " + name +
         "\nspec:\n  destination: {namespace: " + name_space +
         "}\n  sources:\n    - {repoURL: x, chart: gen3, targetRevision: 0.2.90, helm: "
         "{releaseName: gen3, valueFiles: [$mine/" +
         file + "]}}\n    - {repoURL: 'https://git.example.org/team/values.git', ref: mine}\n";
}

std::string values(const std::string& host = "db.example") {
  return "global: {dev: false, postgres: {dbCreate: true, master: {username: postgres, host: '" +
         host + "'}}}\n";
}

class CheckDiscovered : public ::testing::Test {
 protected:
  CheckDiscovered() { repository.urls = {"git@git.example.org:team/values"}; }

  struct Ended {
    int code;
    std::string out;
  };

  Ended check(const std::string& output, const std::vector<std::string>& more = {}) {
    testing::StubParts stub;
    Parts parts = stub.parts();
    parts.open_repository = [this](const std::string&) -> Result<std::unique_ptr<Repository>> {
      return std::unique_ptr<Repository>(std::make_unique<testing::BorrowedRepository>(repository));
    };
    std::vector<std::string> words{"check",  "--base",   "main", "--head",
                                   "branch", "--output", output};
    words.insert(words.end(), more.begin(), more.end());
    std::ostringstream out;
    const int code = run({.arguments = words,
                          .environment = [](const std::string&) { return std::nullopt; },
                          .out = out,
                          .err = out,
                          .version = "1.2.3"},
                         parts);
    return {code, out.str()};
  }

  /// What is told of each environment: "touched", "appeared" or "vanished".
  std::map<std::string, std::string> kinds(const std::string& out) {
    std::map<std::string, std::string> all;
    const json report = json::parse(out);
    for (const json& one : report.at("environments"))
      if (!one.at("environment").is_null()) all[one.at("environment")] = one.at("is");
    return all;
  }

  void commits(const Files& before, const Files& after) {
    repository.commit("main", before);
    repository.commit("branch", after, {"main"});
  }

  testing::MemoryRepository repository{};
};

const Files kOne{{"argo/qa.yaml", application("qa", "qa-ns")}, {"values.yaml", values()}};

TEST_F(CheckDiscovered, TellsOfASecondApplicationAndKeepsTheFirst) {
  for (const char* file : {"aaa/other.yaml", "zzz/other.yaml"}) {
    Files more = kOne;
    more[file] = application("qa", "other-ns");
    commits(kOne, more);

    const Ended ended = check("json");

    EXPECT_EQ(ended.code, 1) << ended.out;
    EXPECT_EQ(kinds(ended.out), (std::map<std::string, std::string>{{"qa@other-ns", "appeared"}}))
        << file;
    EXPECT_EQ(json::parse(ended.out).at("summary").at("noLongerDeclared"), 0);
    const std::string text = check("text").out;
    for (const std::string& place : {std::string("argo/qa.yaml:4:9"), std::string(file) + ":4:9"})
      EXPECT_NE(text.find(place + ": warning: 2 applications are called \"qa\""), std::string::npos)
          << text;
  }
}

TEST_F(CheckDiscovered, CountsNeitherOfTwoApplicationsThatNothingTellsApart) {
  for (const char* file : {"argo/aaa.yaml", "argo/zzz.yaml"}) {
    Files more = kOne;
    more[file] = application("qa", "qa-ns", "other.yaml");
    more["other.yaml"] = values("other.example");
    commits(kOne, more);

    const Ended ended = check("json");

    EXPECT_EQ(ended.code, 2);
    const json summary = json::parse(ended.out).at("summary");
    EXPECT_EQ(summary.at("noLongerDeclared"), 0);
    EXPECT_EQ(summary.at("new"), 0);
    EXPECT_EQ(summary.at("changed"), 0);
    EXPECT_GT(summary.at("notCompared"), 0);
  }
}

TEST_F(CheckDiscovered, FindsAnEnvironmentAlsoByWhatItIsCalled) {
  Files more = kOne;
  more["zzz.yaml"] = application("qa", "other-ns");
  commits(kOne, more);

  EXPECT_EQ(check("json", {"--environment", "qa"}).code, 1);
  EXPECT_NE(check("json", {"--environment", "q"}).out.find("there is no environment"),
            std::string::npos);
}

TEST_F(CheckDiscovered, IsSilentAboutAnEnvironmentThatWasNotWholeBeforeWhileItStaysAsItIs) {
  const Files before{{"argo/qa.yaml", application("qa", "qa-ns", "gone.yaml")},
                     {"readme.yaml", "a: 1\n"}};
  Files after = before;
  after["readme.yaml"] = "a: 2\n";
  commits(before, after);
  EXPECT_EQ(check("text").code, 0) << check("text").out;

  after["argo/qa.yaml"] += "# a word\n";
  commits(before, after);
  EXPECT_EQ(check("text").code, 2);
  EXPECT_NE(check("text").out.find("not compared"), std::string::npos);
}

TEST_F(CheckDiscovered, ShowsNoPartOfALoginThatStandsWhereAHostShould) {
  Files after = kOne;
  after["values.yaml"] = values("postgres://u:hunter2@db.example/x");
  commits(kOne, after);

  for (const char* output : {"text", "json", "markdown", "github", "sarif"}) {
    const Ended ended = check(output);
    EXPECT_EQ(ended.code, 2) << output;
    EXPECT_EQ(ended.out.find("hunter2"), std::string::npos) << output;
    EXPECT_NE(ended.out.find("E304"), std::string::npos) << output;
  }
  EXPECT_NE(check("text").out.find("values.yaml:1:"), std::string::npos);
}

TEST_F(CheckDiscovered, SaysNothingThatIsLongerThanAPersonReads) {
  const std::string name(1'500'000, 'q');
  Files after = kOne;
  after["argo/long.yaml"] = application(name, "long-ns");
  after["values.yaml"] =
      values() + "fence: {enabled: true, postgres: {database: " + name + ", username: fence}}\n";
  commits(kOne, after);

  for (const char* output : {"text", "json", "markdown", "github", "sarif"}) {
    const Ended ended = check(output);
    EXPECT_EQ(ended.code, 2) << output;
    EXPECT_LT(ended.out.size(), 200'000U) << output;
    EXPECT_NE(ended.out.find("1500000 bytes"), std::string::npos) << output;
    EXPECT_NE(ended.out.find("E827"), std::string::npos) << output;
  }
}

}  // namespace
}  // namespace pgberth
