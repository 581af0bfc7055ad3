#include "reconciler/adapters/file/folder_tree.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

class FolderTreeTest : public testing::Test {
 protected:
  FolderTreeTest() {
    fs::create_directories(home_ / "base/below");
    write("base/values.yaml", "a: 1\n");
    write("base/below/more.yaml", "b: 2\n");
    write("outside.yaml", "c: 3\n");
    fs::create_symlink("values.yaml", home_ / "base/link.yaml");
    fs::create_directory_symlink("below", home_ / "base/linked");
  }

  void write(const std::string& path, const std::string& text) {
    std::ofstream(home_ / path) << text;
  }

  /// The text of `path`, or the code of the error, which names the file and helps.
  std::string read(FolderTree::Reach reach, const std::string& path, std::size_t limit = 1000) {
    FolderTree tree(home_ / "base", reach);
    auto text = tree.read(path, limit);
    if (text) return *text;
    EXPECT_EQ(*text.error().where.file, path);
    EXPECT_FALSE(text.error().hint.empty());
    return to_string(text.error().code);
  }
  std::string anywhere(const std::string& path, std::size_t limit = 1000) {
    return read(FolderTree::Reach::Anywhere, path, limit);
  }
  std::string confined(const std::string& path) { return read(FolderTree::Reach::Confined, path); }

  TempDir home_{};
};

TEST_F(FolderTreeTest, ReadsFilesBelowItsBase) {
  EXPECT_EQ(anywhere("values.yaml"), "a: 1\n");
  EXPECT_EQ(anywhere("below/more.yaml"), "b: 2\n");
  EXPECT_EQ(confined("values.yaml"), "a: 1\n");
  EXPECT_EQ(confined("below/more.yaml"), "b: 2\n");
  EXPECT_EQ(confined("./below/./more.yaml"), "b: 2\n");
}

TEST_F(FolderTreeTest, ReadsWhereverAPersonPoints) {
  EXPECT_EQ(anywhere((home_ / "outside.yaml").string()), "c: 3\n");
  EXPECT_EQ(anywhere("../outside.yaml"), "c: 3\n");
  EXPECT_EQ(anywhere("link.yaml"), "a: 1\n");
  EXPECT_EQ(anywhere("linked/more.yaml"), "b: 2\n");
}

TEST_F(FolderTreeTest, StaysInsideWhenConfined) {
  for (const auto& path : {(home_ / "outside.yaml").string(), std::string("../outside.yaml"),
                           std::string("below/../values.yaml"), std::string("link.yaml"),
                           std::string("linked/more.yaml")})
    EXPECT_EQ(confined(path), "E102") << path;
}

TEST_F(FolderTreeTest, SaysWhatIsMissing) {
  for (const auto* path : {"none.yaml", "none/values.yaml", "values.yaml/x"}) {
    EXPECT_EQ(anywhere(path), "E101") << path;
    EXPECT_EQ(confined(path), "E101") << path;
  }
  EXPECT_EQ(confined(""), "E101");
}

TEST_F(FolderTreeTest, ReadsNothingButRegularFiles) {
  ASSERT_EQ(mkfifo((home_ / "base/pipe").c_str(), 0600), 0);

  for (const auto* path : {"below", "pipe"}) {
    EXPECT_EQ(anywhere(path), "E102") << path;
    EXPECT_EQ(confined(path), "E102") << path;
  }
  EXPECT_EQ(anywhere("/dev/zero"), "E102");
  EXPECT_EQ(anywhere(""), "E102");
}

TEST_F(FolderTreeTest, RefusesANameWithNul) {
  const std::string path("values.yaml\0.txt", 16);

  EXPECT_EQ(anywhere(path), "E102");
  EXPECT_EQ(confined(path), "E102");
}

TEST_F(FolderTreeTest, ReadsUpToTheLimitAndNotBeyond) {
  EXPECT_EQ(anywhere("values.yaml", 5), "a: 1\n");
  EXPECT_EQ(anywhere("values.yaml", 4), "E103");

  write("base/large.yaml", std::string(200000, 'x'));
  EXPECT_EQ(anywhere("large.yaml", 200000), std::string(200000, 'x'));
  EXPECT_EQ(anywhere("large.yaml", 199999), "E103");
}

TEST_F(FolderTreeTest, RefusesAHugeFileBeforeReadingIt) {
  write("base/huge.yaml", "");
  fs::resize_file(home_ / "base/huge.yaml", 1ull << 40u);

  EXPECT_EQ(anywhere("huge.yaml"), "E103");
}

TEST_F(FolderTreeTest, ReadsFilesThatDoNotTellTheirSize) {
  EXPECT_EQ(anywhere("/proc/self/status", 3), "E103");
  EXPECT_EQ(anywhere("/proc/self/status", 1 << 20).substr(0, 5), "Name:");
}

TEST_F(FolderTreeTest, NamesTheFolderThatIsNotThere) {
  FolderTree tree(home_ / "nowhere", FolderTree::Reach::Confined);

  const auto files = tree.files("");

  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().what, "\"" + (home_ / "nowhere").string() + "\" is not there");
}

TEST_F(FolderTreeTest, ListsFilesBehindADotApartAndNothingOfGit) {
  for (const char* folder : {"base/.argocd/deep", "base/below/.git"})
    fs::create_directories(home_ / folder);
  for (const char* file : {"base/.argocd/deep/app.yaml", "base/.over.yaml",
                           "base/below/.git/x.yaml", "base/below/zz.yaml"})
    write(file, "a: 1\n");
  FolderTree tree(home_ / "base", FolderTree::Reach::Confined);

  EXPECT_EQ(*tree.hidden_files(""),
            (std::vector<std::string>{".argocd/deep/app.yaml", ".over.yaml"}));
  EXPECT_EQ(*tree.files(""), (std::vector<std::string>{"below/more.yaml", "below/zz.yaml",
                                                       "link.yaml", "values.yaml"}));
}

TEST_F(FolderTreeTest, TellsOfLinksToFoldersThatItDoesNotList) {
  fs::create_directories(home_ / "away");
  fs::create_directory_symlink("../../away", home_ / "base/below/gone");
  FolderTree tree(home_ / "base", FolderTree::Reach::Confined);

  const auto told = tree.not_followed("");

  ASSERT_EQ(told->size(), 1U);
  EXPECT_EQ(*told->front().where.file, "below/gone");
  EXPECT_EQ(told->front().code, Code::FileUnreadable);
}

}  // namespace
}  // namespace pgberth
