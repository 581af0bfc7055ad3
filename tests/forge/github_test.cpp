#include "reconciler/adapters/github/github.h"

#include <gtest/gtest.h>

#include "tests/forge/fake_forge.h"
#include "tests/support/golden.h"
#include "tests/support/manual_clock.h"
#include <memory>

namespace pgberth {
namespace {

using testing::FakeForge;

constexpr const char* kToken = "ghs_not-to-be-shown";
constexpr const char* kCommit = "0123456789abcdef0123456789abcdef01234567";
const std::string kMark = "<!-- pgberth check -->";

class GithubForge : public ::testing::Test {
 protected:
  FakeForge fake{kToken};
  ManualClock clock{};

  ForgeAddress address() const {
    return {.url = fake.url() + "/",
            .about = {.repository = "acme/values", .number = 7, .commit = CommitId{kCommit}},
            .token = Secret{kToken}};
  }
  std::unique_ptr<Forge> forge() { return *open_github(address(), clock); }

  Result<CommentKept> keep(const std::string& text, bool create = true) {
    return forge()->keep_comment(kMark, kMark + "\n" + text, create);
  }
};

TEST_F(GithubForge, IsAskedAsItsDocumentationTells) {
  const auto one = forge();
  ASSERT_TRUE(one->set_status({.state = StatusState::Failure, .description = "1 new error"}));
  ASSERT_TRUE(one->keep_comment(kMark, kMark + "\nfirst \"words\"", true));
  ASSERT_TRUE(one->keep_comment(kMark, kMark + "\nother words", true));

  std::string all;
  for (const std::string& request : fake.requests) all += request + "----\n";
  expect_golden("forge/golden/requests.txt", all);
}

TEST_F(GithubForge, KeepsOneComment) {
  EXPECT_EQ(*keep("one"), CommentKept::Created);
  EXPECT_EQ(*keep("two"), CommentKept::Updated);
  EXPECT_EQ(*keep("two"), CommentKept::Unchanged);

  ASSERT_EQ(fake.comments.size(), 1u);
  EXPECT_EQ(fake.comments[0].body, kMark + "\ntwo");
}

TEST_F(GithubForge, MakesNoCommentWhereThereIsNothingToSay) {
  EXPECT_EQ(*keep("nothing", false), CommentKept::None);
  EXPECT_TRUE(fake.comments.empty());
}

TEST_F(GithubForge, FindsItsCommentOnALaterPage) {
  for (std::size_t i = 0; i < 250; ++i)
    fake.comments.push_back({.id = i, .body = "hello", .login = "octocat", .type = "User"});
  fake.comments.push_back(
      {.id = 900, .body = kMark + "\nold", .login = "github-actions[bot]", .type = "Bot"});

  EXPECT_EQ(*keep("new"), CommentKept::Updated);
  EXPECT_EQ(fake.comments.back().body, kMark + "\nnew");
}

TEST_F(GithubForge, LeavesCommentsOfOthersAlone) {
  fake.comments.push_back({.id = 1, .body = kMark + "\nmine!", .login = "mallory", .type = "User"});

  EXPECT_EQ(*keep("ours"), CommentKept::Created);
  EXPECT_EQ(fake.comments[0].body, kMark + "\nmine!");
}

TEST_F(GithubForge, KnowsTheCommentsOfThePersonWhoseTokenItHas) {
  fake.login_of_token = "ops";
  EXPECT_EQ(*keep("one"), CommentKept::Created);
  EXPECT_EQ(*keep("two"), CommentKept::Updated);
}

TEST_F(GithubForge, WaitsAsLongAsItIsTold) {
  fake.faults = {{.status = 429, .headers = {{"Retry-After", "7"}}},
                 {.status = 403, .headers = {{"Retry-After", "5"}}},
                 {.status = 502}};
  const auto before = clock.now();

  EXPECT_TRUE(forge()->set_status({.state = StatusState::Success, .description = "ok"}));

  EXPECT_EQ(fake.statuses.size(), 1u);
  EXPECT_EQ(clock.now() - before, std::chrono::seconds{7 + 5 + 4});
}

TEST_F(GithubForge, GivesUpAfterAWhile) {
  fake.faults.assign(20, {.status = 503});
  EXPECT_EQ(forge()->set_status({.state = StatusState::Success, .description = ""}).error().code,
            Code::ForgeRefused);
  EXPECT_LE(fake.requests.size(), 5u);
  fake.faults = {{.status = 429, .headers = {{"Retry-After", "3600"}}}};
  EXPECT_FALSE(forge()->set_status({.state = StatusState::Success, .description = ""}));
}

TEST_F(GithubForge, DoesNotRepeatWhatIsRefused) {
  fake.faults = {{.status = 403}};
  EXPECT_EQ(keep("one").error().code, Code::ForgeRefused);
  EXPECT_EQ(fake.requests.size(), 1u);
}

TEST_F(GithubForge, LooksAgainWhereTheAnswerToANewCommentWasLost) {
  fake.faults = {{.status = 502, .method = "POST", .after_doing_it = true}};

  EXPECT_TRUE(keep("one"));

  EXPECT_EQ(fake.comments.size(), 1u);
  EXPECT_EQ(fake.requests.size(), 3u);
}

TEST_F(GithubForge, RefusesWhatIsTooLong) {
  EXPECT_EQ(keep(std::string(70'000, 'x')).error().code, Code::ForgeRefused);
  EXPECT_TRUE(fake.comments.empty());
}

TEST_F(GithubForge, NeverShowsItsToken) {
  ForgeAddress wrong = address();
  wrong.token = Secret{"another-secret"};
  const auto refused = (*open_github(std::move(wrong), clock))
                           ->set_status({.state = StatusState::Success, .description = ""});
  ForgeAddress clear = address();
  clear.url = "http://192.0.2.1";
  const auto unsent = (*open_github(std::move(clear), clock))
                          ->set_status({.state = StatusState::Success, .description = ""});

  for (const Error& error : {refused.error(), unsent.error()})
    for (const char* token : {"another-secret", kToken})
      EXPECT_EQ((error.what + error.hint).find(token), std::string::npos);
  EXPECT_EQ(unsent.error().code, Code::ForgeUnreachable);
}

TEST_F(GithubForge, IsOpenedOnlyForWhatCouldBeARepositoryAndACommit) {
  for (const char* name : {"", "acme", "acme/../x", "a/b/c", "/x", "x/", "a b/c", "a/b?c"}) {
    ForgeAddress one = address();
    one.about.repository = name;
    EXPECT_FALSE(open_github(std::move(one), clock)) << name;
  }
  ForgeAddress one = address();
  one.about.commit = CommitId{"main"};
  EXPECT_FALSE(open_github(std::move(one), clock));
}

TEST(GithubEvent, TellsThePullRequest) {
  const auto found =
      pull_request_of_event(R"({"pull_request": {"number": 7, "head": {"sha": "abc"}},)"
                            R"( "repository": {"full_name": "acme/values"}})");

  ASSERT_TRUE(found);
  EXPECT_EQ(found->number, 7u);
  EXPECT_EQ(found->commit.id, "abc");
  EXPECT_EQ(found->repository, "acme/values");
  for (const char* other : {"", "[]", "{}", R"({"pull_request": 3})",
                            R"({"pull_request": {"number": -1, "head": []}})"})
    EXPECT_EQ(pull_request_of_event(other).error().code, Code::PullRequestUnknown) << other;
}

}  // namespace
}  // namespace pgberth
