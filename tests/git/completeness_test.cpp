#include "reconciler/adapters/git/completeness.h"

#include "reconciler/adapters/git/git_library.h"
#include "reconciler/adapters/git/git_objects.h"

#include <gtest/gtest.h>

#include "tests/support/git_repo.h"
#include <filesystem>
#include <string>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

class CompletenessTest : public testing::Test {
 protected:
  /// "" when the commit is whole, else what is said.
  std::string lack(const std::string& commit) {
    const auto objects = *GitObjects::open(repo_.path(), true);
    git_oid id;
    git_oid_fromstr(&id, commit.c_str());
    const auto checked = check_complete(objects->repository(), id);
    return checked ? "" : checked.error().what;
  }

  GitLibrary library_{};
  GitRepo repo_{GitRepo::Kind::Bare};
};

TEST_F(CompletenessTest, FindsNothingLackingInAWholeCommit) {
  const auto commit = repo_.commit({{"a/values.yaml", "a: 1\n"},
                                    {"link", "a", "120000"},
                                    {"module", std::string(40, '1'), "160000"}});

  EXPECT_EQ(lack(commit), "");
}

TEST_F(CompletenessTest, NamesAFileAndAFolderThatAreMissing) {
  const auto commit = repo_.commit({{"a/values.yaml", "a: 1\n"}, {"b/values.yaml", "b: 1\n"}});
  const auto blob = repo_.git({"rev-parse", commit + ":a/values.yaml"});
  const auto folder = repo_.git({"rev-parse", commit + ":b"});

  fs::remove(repo_.object_file(blob));
  EXPECT_NE(lack(commit).find(blob + " is missing"), std::string::npos) << lack(commit);
  fs::remove(repo_.object_file(folder));
  EXPECT_NE(lack(commit).find(folder + " is missing"), std::string::npos) << lack(commit);
  fs::remove(repo_.object_file(commit));
  EXPECT_NE(lack(commit).find(commit + " is missing"), std::string::npos) << lack(commit);
}

TEST_F(CompletenessTest, NamesAFileThatIsAFolder) {
  const auto folder = repo_.tree({});
  const auto commit = repo_.commit_tree(repo_.tree({{"100644", "values.yaml", folder}}));

  EXPECT_NE(lack(commit).find(folder + " is missing, or no file"), std::string::npos);
}

TEST_F(CompletenessTest, LooksAtEachObjectOnce) {
  auto tree = repo_.tree({{"100644", "values.yaml", repo_.blob("a: 1\n")}});
  for (int level = 0; level < 20; ++level)
    tree = repo_.tree({{"40000", "a", tree}, {"40000", "b", tree}, {"40000", "c", tree}});

  EXPECT_EQ(lack(repo_.commit_tree(tree)), "");  // Else it would take for ever.
}

}  // namespace
}  // namespace pgberth
