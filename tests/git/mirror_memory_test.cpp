#include "reconciler/adapters/git/git_library.h"
#include "reconciler/adapters/git/git_mirror.h"
#include "reconciler/adapters/git/remote_failure.h"

#include <git2/errors.h>
#include <gtest/gtest.h>

#include "tests/support/git_repo.h"
#include "tests/support/temp_dir.h"
#include <fstream>
#include <map>
#include <memory>
#include <string>

namespace pgberth {
namespace {

class MirrorMemory : public testing::Test {
 protected:
  /// As another process would open it.
  std::unique_ptr<ValuesSource> open(const std::string& ref = "main") const {
    auto opened = open_mirror({.url = "file://" + remote_.path().string(),
                               .folder = home_ / "mirror",
                               .ref = ref,
                               .timeout = std::chrono::seconds{60},
                               .program = PGBERTH_BINARY});
    if (!opened) throw std::runtime_error(opened.error().what);
    return *std::move(opened);
  }

  GitLibrary library_{};
  GitRepo remote_{};
  TempDir home_{};
};

TEST_F(MirrorMemory, KnowsWhatAnEarlierProcessBrought) {
  const auto commit = remote_.commit({{"values.yaml", "a: 1\n"}});
  EXPECT_EQ(open()->brought(), std::nullopt);
  ASSERT_TRUE(open()->pull({}));

  const auto later = open();
  ASSERT_TRUE(later->brought());
  EXPECT_EQ(later->brought()->id, commit);
  EXPECT_TRUE(later->repository().tree({commit}));
  EXPECT_EQ(open("other")->brought(), std::nullopt);
}

TEST_F(MirrorMemory, KeepsCommitsForALaterProcess) {
  const CommitId commit{remote_.commit({{"values.yaml", "a: 1\n"}})};
  ASSERT_TRUE(open()->pull({}));
  EXPECT_TRUE(open()->remembered().empty());

  ASSERT_TRUE(open()->remember({{"qa", commit}}));

  EXPECT_EQ(open()->remembered(), (std::map<std::string, CommitId>{{"qa", commit}}));
  EXPECT_TRUE(open("other")->remembered().empty());  // What is good there is not said here.
  EXPECT_TRUE(open()->pull({}));                     // The folder is still one of ours.
}

TEST_F(MirrorMemory, IgnoresWhatNobodyOfUsWrote) {
  ASSERT_FALSE(remote_.commit({{"values.yaml", "a: 1\n"}}).empty());
  ASSERT_TRUE(open()->pull({}));
  for (const std::string text : {"", "[]", "{\"url\": 1}", "not json"}) {
    std::ofstream(home_ / "mirror/pgberth-remembered.json") << text;
    EXPECT_TRUE(open()->remembered().empty()) << text;
  }
}

TEST_F(MirrorMemory, SaysWhatIsWrongWithItsOwnDiskAsOftenAsItIs) {
  const MirrorSettings settings{.url = "https://git.example.internal/v", .folder = "/cache/1"};
  const auto told = [&](const std::string& file, const std::string& why) {
    git_error_set_str(GIT_ERROR_OS,
                      ("failed to create temporary file '" + file + "': " + why).c_str());
    return remote_failure(settings, -1);
  };

  const Error one = told("/cache/1/clone-1/objects/pack/pack_git2_a1b2", "No space left on device");
  const Error two = told("/cache/1/clone-1/objects/pack/pack_git2_c3d4", "No space left on device");

  EXPECT_EQ(one.code, Code::BadSource);
  EXPECT_EQ(one.what, "the clone in \"/cache/1\" cannot be written: No space left on device");
  EXPECT_EQ(two.what, one.what);
  EXPECT_EQ(told("/cache/1/x", "Permission denied").code, Code::BadSource);
  git_error_set_str(GIT_ERROR_OS, "failed to connect to git.example.internal: Network is down");
  EXPECT_EQ(remote_failure(settings, -1).code, Code::SourceUnreachable);
}

}  // namespace
}  // namespace pgberth
