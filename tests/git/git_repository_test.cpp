#include "reconciler/adapters/git/git_repository.h"

#include "reconciler/adapters/git/git_library.h"

#include <gtest/gtest.h>

#include "tests/support/git_repo.h"
#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

namespace pgberth {
namespace {

namespace fs = std::filesystem;

/// libgit2 1.5 forgets 64 bytes when a history ends in a commit that is not there.
#ifdef __SANITIZE_ADDRESS__
using KnownLeak = __lsan::ScopedDisabler;
#else
struct KnownLeak {
  ~KnownLeak() {}  // NOLINT(modernize-use-equals-default): its objects count as used
};
#endif

class GitRepositoryTest : public testing::Test {
 protected:
  std::unique_ptr<Repository> open() { return open(repo_.path()); }
  static std::unique_ptr<Repository> open(const fs::path& path) {
    auto opened = open_repository(path);
    if (!opened) throw std::runtime_error(opened.error().what);
    return *std::move(opened);
  }
  /// The id, or the code and what is said.
  static std::string said(const Result<CommitId>& commit) {
    if (commit) return commit->id;
    EXPECT_FALSE(commit.error().hint.empty());
    return to_string(commit.error().code) + " " + commit.error().what;
  }

  GitLibrary library_{};
  GitRepo repo_{};
};

TEST_F(GitRepositoryTest, FindsCommitsByBranchTagIdAndRevision) {
  const auto first = repo_.commit({{"values.yaml", "a: 1\n"}});
  const auto second = repo_.commit({{"values.yaml", "a: 2\n"}});
  repo_.git({"tag", "v1", first});
  repo_.git({"tag", "-a", "-m", "signed off", "v2", second});
  const auto repository = open();

  for (const auto* revision : {"v1", "main~1", "main^", "refs/tags/v1"})
    EXPECT_EQ(said(repository->commit(revision)), first) << revision;
  for (const auto* revision : {"main", "HEAD", "v2", "refs/heads/main"})
    EXPECT_EQ(said(repository->commit(revision)), second) << revision;
  EXPECT_EQ(said(repository->commit(first)), first);
  EXPECT_EQ(said(repository->commit(first.substr(0, 10))), first);
}

TEST_F(GitRepositoryTest, SaysWhichCommitItDoesNotHave) {
  repo_.commit({{"values.yaml", "a: 1\n"}});
  const auto repository = open();

  for (const std::string revision :
       {"origin/mian", "", "main~5", "1111111111111111111111111111111111111111", "..", "a b",
        "main^{nothing}", "@{"})
    EXPECT_EQ(said(repository->commit(revision)),
              "E801 the repository has no commit \"" + revision + "\"");
  EXPECT_EQ(said(repository->commit("main:values.yaml")), "E801 \"main:values.yaml\" is no commit");
  EXPECT_FALSE(repository->tree({"main"}));
  EXPECT_FALSE(repository->tree({"1111111111111111111111111111111111111111"}));
}

TEST_F(GitRepositoryTest, FindsWhereABranchLeftTheOther) {
  const auto base = repo_.commit({{"values.yaml", "a: 1\n"}});
  repo_.git({"branch", "feature"});
  const auto ours = repo_.commit({{"values.yaml", "a: 2\n"}});
  const auto theirs = repo_.commit({{"values.yaml", "a: 3\n"}}, "feature");
  const auto stranger = repo_.commit({{"values.yaml", "a: 4\n"}}, "other");
  const auto repository = open();

  EXPECT_EQ(said(repository->merge_base({ours}, {theirs})), base);
  EXPECT_EQ(said(repository->merge_base({ours}, {ours})), ours);
  EXPECT_EQ(said(repository->merge_base({ours}, {stranger})),
            "E803 " + ours + " and " + stranger + " have no commit in common");
  EXPECT_EQ(said(repository->merge_base({ours}, {std::string(40, '1')})).substr(0, 4), "E801");
}

TEST_F(GitRepositoryTest, ComparesWithTheBaseItselfWhereHistoriesCrossed) {
  const auto start = repo_.commit({{"values.yaml", "a: 1\n"}});
  const auto made = [&](const std::string& message, const std::vector<std::string>& parents) {
    std::vector<std::string> words{"commit-tree", start + "^{tree}", "-m", message};
    for (const std::string& parent : parents) words.insert(words.end(), {"-p", parent});
    return repo_.git(words);
  };
  const auto one = made("one", {start});
  const auto other = made("other", {start});
  const auto base = made("base", {one, other});
  const auto head = made("head", {other, one});

  EXPECT_EQ(said(open()->merge_base({base}, {head})), base);
  EXPECT_EQ(said(open()->merge_base({base}, {one})), one);
}

TEST_F(GitRepositoryTest, RefusesANameThatSeveralHave) {
  const auto first = repo_.commit({{"values.yaml", "a: 1\n"}});
  const auto second = repo_.commit({{"values.yaml", "a: 2\n"}});
  repo_.git({"update-ref", "refs/remotes/origin/main", first});
  EXPECT_EQ(said(open()->commit("origin/main")), first);

  repo_.git({"tag", "origin/main", second});

  EXPECT_EQ(said(open()->commit("origin/main")).substr(0, 4), "E801");
  EXPECT_EQ(said(open()->commit("refs/remotes/origin/main")), first);
  repo_.git({"update-ref", "refs/remotes/origin/main", second});
  EXPECT_EQ(said(open()->commit("origin/main")), second);
}

TEST_F(GitRepositoryTest, OpensBareAndLinkedWorkTreesAndFoldersBelow) {
  const auto commit = repo_.commit({{"below/values.yaml", "a: 1\n"}});
  repo_.git({"reset", "-q", "--hard"});
  const TempDir other;
  repo_.git({"clone", "-q", "--bare", ".", other / "bare"});
  repo_.git({"worktree", "add", "-q", other / "linked", "-b", "side"});

  for (const fs::path& path :
       {repo_.path(), repo_.path() / "below", other / "bare", other / "linked"}) {
    const auto repository = open(path);
    EXPECT_EQ(said(repository->commit("HEAD")), commit) << path;
    const auto tree = *repository->tree({commit});
    EXPECT_EQ(*tree->read("below/values.yaml", 100), "a: 1\n") << path;
  }
}

TEST_F(GitRepositoryTest, KnowsTheUrlsOfItsRemotes) {
  EXPECT_TRUE(open()->remote_urls().empty());

  repo_.git({"remote", "add", "origin", "git@git.example.org:team/values"});
  repo_.git({"remote", "add", "mirror", "https://mirror.example.org/values.git"});

  EXPECT_EQ(open()->remote_urls(),
            (std::vector<std::string>{"git@git.example.org:team/values",
                                      "https://mirror.example.org/values.git"}));
}

TEST_F(GitRepositoryTest, NoticesWhatIsNotCommitted) {
  repo_.commit({{"values.yaml", "a: 1\n"}});
  repo_.git({"checkout", "-q", "-f", "main"});
  EXPECT_FALSE(open()->has_uncommitted());

  std::ofstream(repo_.path() / "values.yaml") << "a: 2, changed\n";
  EXPECT_TRUE(open()->has_uncommitted());
  repo_.git({"checkout", "-q", "-f", "main"});
  EXPECT_FALSE(open()->has_uncommitted());
  std::ofstream(repo_.path() / "more.yaml") << "b: 1\n";
  EXPECT_TRUE(open()->has_uncommitted());

  GitRepo bare(GitRepo::Kind::Bare);
  bare.commit({{"values.yaml", "a: 1\n"}});
  EXPECT_FALSE(open(bare.path())->has_uncommitted());
}

TEST_F(GitRepositoryTest, SaysThatAFolderIsNoRepository) {
  const TempDir folder;

  for (const fs::path& path : {folder.path(), folder / "none"}) {
    const auto opened = open_repository(path);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Code::RepositoryBroken);
    EXPECT_EQ(opened.error().what, "\"" + path.string() + "\" is no git repository");
  }
}

TEST_F(GitRepositoryTest, NamesTheCommitThatABranchHasLost) {
  const auto commit = repo_.commit({{"values.yaml", "a: 1\n"}});
  fs::remove(repo_.object_file(commit));

  EXPECT_TRUE(said(open()->commit("main"))
                  .starts_with("E802 the repository's object " + commit + " is missing"));
}

TEST_F(GitRepositoryTest, NamesTheParentThatAHistoryHasLost) {
  const auto first = repo_.commit({{"values.yaml", "a: 1\n"}});
  const auto second = repo_.commit({{"values.yaml", "a: 2\n"}});
  const auto other = repo_.commit({{"values.yaml", "a: 3\n"}}, "other");
  fs::remove(repo_.object_file(first));

  const KnownLeak leak;
  const std::string text = said(open()->merge_base({second}, {other}));

  EXPECT_EQ(text.substr(0, 4), "E802");
  EXPECT_NE(text.find(first), std::string::npos) << text;
}

TEST_F(GitRepositoryTest, TellsAShallowHistoryFromABrokenOne) {
  repo_.commit({{"values.yaml", "a: 0\n"}});
  repo_.commit({{"values.yaml", "a: 1\n"}});
  repo_.git({"branch", "feature"});
  const auto ours = repo_.commit({{"values.yaml", "a: 2\n"}});
  const auto theirs = repo_.commit({{"values.yaml", "a: 3\n"}}, "feature");
  const TempDir other;
  repo_.git({"clone", "-q", "--bare", "--depth=1", "--no-single-branch",
             "file://" + repo_.path().string(), other / "shallow"});

  const auto repository = open(other / "shallow");
  const KnownLeak leak;

  EXPECT_EQ(
      said(repository->merge_base({ours}, {theirs})),
      "E803 " + ours + " and " + theirs + " have no commit in common in this shallow repository");
  const auto never_fetched = repository->commit(std::string(40, '1'));
  ASSERT_FALSE(never_fetched);
  EXPECT_NE(never_fetched.error().hint.find("git fetch --unshallow"), std::string::npos);
  const auto tree = *repository->tree({ours});
  EXPECT_EQ(*tree->read("values.yaml", 100), "a: 2\n");
}

TEST_F(GitRepositoryTest, ReadsNobodysSettingsAndRunsNothing) {
  const auto commit = repo_.commit({{"values.yaml", "a: 1\n"}});
  repo_.git({"reset", "-q", "--hard"});
  const TempDir other;
  repo_.git({"config", "core.fsmonitor", "touch " + (other / "ran").string()});
  repo_.git({"config", "filter.x.smudge", "touch " + (other / "ran").string()});

  EXPECT_EQ(*(*open()->tree({commit}))->read("values.yaml", 100), "a: 1\n");
  EXPECT_FALSE(fs::exists(other / "ran"));
}

TEST_F(GitRepositoryTest, ServesSeveralThreadsAtOnce) {
  repo_.commit({{"values.yaml", "a: 1\n"}, {"below/more.yaml", "b: 2\n"}});
  const auto repository = open();
  std::vector<std::jthread> threads;
  std::atomic<int> right = 0;

  threads.reserve(4);
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int turn = 0; turn < 50; ++turn) {
        auto tree = *repository->tree(*repository->commit("main"));
        if (*tree->read("values.yaml", 100) == "a: 1\n" && tree->files("")->size() == 2) ++right;
      }
    });
  threads.clear();

  EXPECT_EQ(right, 200);
}

}  // namespace
}  // namespace pgberth
