#include <gtest/gtest.h>

#include "tests/forge/fake_forge.h"
#include "tests/support/git_repo.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace pgberth {
namespace {

using testing::FakeForge;

constexpr const char* kToken = "ghs_not-to-be-shown";

const std::string kSettings =
    "environments:\n  - {name: prod, dialect: gen3, folder: prod, "
    "values: [values.yaml]}\n";

std::string values(const std::string& more) {
  std::string text =
      "global:\n  dev: false\n  postgres: {dbCreate: true, master: {host: db.example}}\n";
  for (const char* chart :
       {"arborist", "audit", "fence", "indexd", "metadata", "peregrine", "sheepdog", "wts"})
    text += std::string(chart) + ": {enabled: false}\n";
  return text + more;
}

/// The real program on a real repository, in what a workflow gives it.
class Posting : public ::testing::Test {
 protected:
  FakeForge fake{kToken};
  GitRepo repository{};
  TempDir folder{};

  void SetUp() override {
    repository.commit({{"pgberth.yaml", kSettings}, {"prod/values.yaml", values("")}});
    repository.git({"branch", "feature"});
  }

  std::string push(const std::string& path, const std::string& text) {
    return repository.commit({{path, text}}, "feature");
  }

  Finished check(const std::string& head, std::vector<std::string> more = {"--post"},
                 const std::string& token = kToken) {
    std::ofstream(folder / "event.json")
        << R"({"pull_request": {"number": 7, "head": {"sha": ")" << head
        << R"("}}, "repository": {"full_name": "acme/values"}})";
    std::vector<std::string> command{
        PGBERTH_BINARY, "check", "--repository", repository.path().string(),
        "--base",       "main",  "--head",       head};
    command.insert(command.end(), more.begin(), more.end());
    return run(command, {{"GITHUB_API_URL", fake.url()},
                         {"GITHUB_EVENT_PATH", (folder / "event.json").string()},
                         {"GITHUB_TOKEN", token},
                         {"http_proxy", "http://192.0.2.1:9"}});
  }
};

TEST_F(Posting, KeepsOneCommentAndSetsAStatusEachTime) {
  const std::string one =
      push("prod/values.yaml", values("alpha: {enabled: true, postgres: {database: a}}\n"));
  const Finished first = check(one);
  const std::string two =
      push("prod/values.yaml", values("beta: {enabled: true, postgres: {database: b}}\n"));
  const Finished second = check(two);

  EXPECT_EQ(first.exit_code, 1) << first.all();
  EXPECT_EQ(second.exit_code, 1) << second.all();
  ASSERT_EQ(fake.comments.size(), 1u);
  EXPECT_NE(fake.comments[0].body.find("prod/beta"), std::string::npos);
  ASSERT_EQ(fake.statuses.size(), 2u);
  EXPECT_EQ(fake.statuses[1].at("state"), "success");
  EXPECT_EQ((first.all() + second.all()).find(kToken), std::string::npos);
}

TEST_F(Posting, MakesNoCommentWhereNothingChangesAndTakesBackAnOldOne) {
  const std::string words = push("README.md", "words");
  EXPECT_EQ(check(words).exit_code, 0);
  EXPECT_TRUE(fake.comments.empty());
  EXPECT_EQ(fake.statuses.size(), 1u);

  check(push("prod/values.yaml", values("alpha: {enabled: true, postgres: {database: a}}\n")));
  ASSERT_EQ(fake.comments.size(), 1u);
  check(push("prod/values.yaml", values("")));
  EXPECT_NE(fake.comments[0].body.find("no change to databases"), std::string::npos);
}

TEST_F(Posting, SaysFailureWhereTheBranchBringsAnError) {
  const Finished ended = check(push("prod/values.yaml", "alpha: [\n"));

  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(fake.statuses.at(0).at("state"), "failure");
}

TEST_F(Posting, OnlyPrintsWithoutAToken) {
  const Finished ended =
      check(push("prod/values.yaml", values("alpha: {enabled: true, postgres: {database: a}}\n")),
            {"--post"}, "");

  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_NE(ended.err.find("nothing is posted"), std::string::npos);
  EXPECT_TRUE(fake.requests.empty());
}

TEST_F(Posting, FailsWhereTheForgeRefuses) {
  const Finished ended = check(push("README.md", "words"), {"--post"}, "wrong-token");

  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_NE(ended.err.find("E842"), std::string::npos) << ended.all();
  EXPECT_EQ(ended.all().find("wrong-token"), std::string::npos);
}

TEST_F(Posting, GoesWhereTheOptionsSay) {
  const std::string head = push("README.md", "words");
  const Finished ended =
      check(head, {"--post", "--github-repository", "acme/values", "--pull-request", "7",
                   "--commit", head, "--github-url", fake.url()});

  EXPECT_EQ(ended.exit_code, 0) << ended.all();
  EXPECT_EQ(fake.statuses.size(), 1u);
}

TEST_F(Posting, ReadsSettingsFromTheBaseThoughTheWorkTreeHasOthers) {
  const std::string head =
      push("prod/values.yaml", values("alpha: {enabled: true, postgres: {database: a}}\n"));
  std::ofstream(repository.path() / "pgberth.yaml") << "environments: 3\n";

  const Finished named = check(head, {"--settings", (repository.path() / "pgberth.yaml").string()});

  EXPECT_EQ(named.exit_code, 1) << named.all();
}

}  // namespace
}  // namespace pgberth
