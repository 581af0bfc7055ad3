#include "reconciler/adapters/git/git_tree.h"

#include "reconciler/adapters/git/git_library.h"
#include "reconciler/adapters/git/git_repository.h"

#include <gtest/gtest.h>

#include "tests/support/git_repo.h"
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pgberth {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

constexpr const char* kPointer =
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
    "size 12345\n";
constexpr const char* kSomeCommit = "1111111111111111111111111111111111111111";

class GitTreeTest : public testing::Test {
 protected:
  std::unique_ptr<Tree> open(const std::string& commit) {
    opened_ = *open_repository(repo_.path());
    auto tree = opened_->tree({commit});
    if (!tree) throw std::runtime_error(tree.error().what);
    return *std::move(tree);
  }

  /// The text, or the code and what is said.
  static std::string read(Tree& tree, const std::string& path, std::size_t limit = 1000) {
    auto text = tree.read(path, limit);
    if (text) return *text;
    EXPECT_EQ(*text.error().where.file, path);
    EXPECT_FALSE(text.error().hint.empty());
    return to_string(text.error().code) + " " + text.error().what;
  }
  static Names files(Tree& tree, const std::string& folder) {
    auto list = tree.files(folder);
    if (list) return *list;
    EXPECT_FALSE(list.error().hint.empty());
    return {to_string(list.error().code), list.error().what};
  }

  /// The tree that holds `tree` below `depth` folders, one in the other.
  std::string nested(std::string tree, std::size_t depth) {
    for (std::size_t i = 0; i < depth; ++i) tree = repo_.tree({{"40000", "d", tree}});
    return tree;
  }

  GitLibrary library_{};
  GitRepo repo_{};
  std::unique_ptr<Repository> opened_{};
};

TEST_F(GitTreeTest, ReadsFilesOfACommitAndNotOfTheWorkTree) {
  const auto first = repo_.commit({{"values.yaml", "a: 1\n"}, {"below/more.yaml", "b: 2\n"}});
  const auto second = repo_.commit({{"values.yaml", "a: 2\n"}});

  EXPECT_EQ(read(*open(first), "values.yaml"), "a: 1\n");
  EXPECT_EQ(read(*open(second), "values.yaml"), "a: 2\n");
  EXPECT_EQ(read(*open(second), "./below/more.yaml"), "b: 2\n");
  EXPECT_FALSE(fs::exists(repo_.path() / "values.yaml"));
}

TEST_F(GitTreeTest, ReadsAPackedRepositoryToo) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "line: " + std::to_string(i) + "\n";
  repo_.commit({{"values.yaml", text}});
  const auto commit = repo_.commit({{"values.yaml", text + "more: 1\n"}});
  repo_.git({"repack", "-q", "-a", "-d", "-f"});

  EXPECT_EQ(read(*open(commit), "values.yaml", 10000), text + "more: 1\n");
}

TEST_F(GitTreeTest, SaysWhatIsMissing) {
  const auto tree = open(repo_.commit({{"values.yaml", "a: 1\n"}}));

  for (const auto* path : {"none.yaml", "none/values.yaml", "values.yaml/x", "Values.yaml"})
    EXPECT_EQ(read(*tree, path), "E101 \"" + std::string(path) + "\" is not there");
  EXPECT_EQ(files(*tree, "none").front(), "E101");
}

TEST_F(GitTreeTest, RefusesPathsThatLeadElsewhere) {
  const auto tree = open(repo_.commit({{"below/values.yaml", "a: 1\n"}}));

  EXPECT_EQ(read(*tree, "/below/values.yaml"), "E102 \"/below/values.yaml\" is an absolute path");
  EXPECT_EQ(read(*tree, "below/../below/values.yaml"),
            "E102 \"below/../below/values.yaml\" has a \"..\" in it");
  EXPECT_EQ(read(*tree, "below//values.yaml"),
            "E102 \"below//values.yaml\" has an empty name in it");
  EXPECT_EQ(read(*tree, std::string("below/values.yaml\0x", 19)).substr(0, 4), "E102");
  EXPECT_EQ(read(*tree, "below"), "E102 \"below\" is a directory");
  EXPECT_EQ(read(*tree, ""), "E102 \"\" is a directory");
  EXPECT_EQ(files(*tree, "..").front(), "E102");
  EXPECT_EQ(files(*tree, "below/values.yaml").front(), "E102");
}

TEST_F(GitTreeTest, FollowsNeitherLinksNorSubmodulesNorPointers) {
  const auto tree = open(repo_.commit(
      std::vector<GitFile>{{.path = "values.yaml", .content = "a: 1\n"},
                           {.path = "link.yaml", .content = "values.yaml", .mode = "120000"},
                           {.path = "linked", .content = "/etc", .mode = "120000"},
                           {.path = "module", .content = kSomeCommit, .mode = "160000"},
                           {.path = "large.yaml", .content = kPointer}}));

  EXPECT_EQ(read(*tree, "link.yaml"), "E804 \"link.yaml\" is a symlink");
  EXPECT_EQ(read(*tree, "linked/passwd"), "E804 \"linked\" is a symlink");
  EXPECT_EQ(read(*tree, "module"), "E804 \"module\" is a submodule, another repository's commit");
  EXPECT_EQ(read(*tree, "module/values.yaml"),
            "E804 \"module\" is a submodule, another repository's commit");
  const std::string pointer =
      "E804 \"large.yaml\" is a pointer of Git LFS, whose file is kept elsewhere";
  EXPECT_EQ(read(*tree, "large.yaml"), pointer);
  EXPECT_EQ(read(*tree, "large.yaml/below"), pointer);
  EXPECT_EQ(files(*tree, "linked"), (Names{"E804", "\"linked\" is a symlink"}));
  EXPECT_EQ(files(*tree, ""), (Names{"large.yaml", "link.yaml", "linked", "values.yaml"}));
}

TEST_F(GitTreeTest, ReadsUpToTheLimitAndNotBeyond) {
  const auto tree = open(repo_.commit({{"values.yaml", "a: 1\n"}}));

  EXPECT_EQ(read(*tree, "values.yaml", 5), "a: 1\n");
  EXPECT_EQ(read(*tree, "values.yaml", 4), "E103 \"values.yaml\" has more than 4 bytes");
}

TEST_F(GitTreeTest, DecidesTheSizeWithoutReadingTheFile) {
  const auto commit = repo_.commit({{"huge.yaml", std::string(std::size_t{1} << 20u, 'x')}});
  const auto blob = repo_.git({"rev-parse", commit + ":huge.yaml"});
  const auto file = repo_.object_file(blob);
  fs::permissions(file, fs::perms::owner_all);
  fs::resize_file(file, fs::file_size(file) / 2);  // Whoever reads on meets the end of the file.

  EXPECT_EQ(read(*open(commit), "huge.yaml"), "E103 \"huge.yaml\" has more than 1000 bytes");
  EXPECT_EQ(read(*open(commit), "huge.yaml", std::size_t{2} << 20u).substr(0, 4), "E802");
}

TEST_F(GitTreeTest, ListsAFolderSortedAndWithoutDotNames) {
  const auto tree = open(repo_.commit({{"b/values.yaml", "1"},
                                       {"b/.hidden", "1"},
                                       {".github/workflow.yaml", "1"},
                                       {"b/z/deep.yaml", "1"},
                                       {"b-c.yaml", "1"},
                                       {"a.yaml", "1"}}));

  EXPECT_EQ(files(*tree, ""), (Names{"a.yaml", "b-c.yaml", "b/values.yaml", "b/z/deep.yaml"}));
  EXPECT_EQ(files(*tree, "b"), (Names{"b/values.yaml", "b/z/deep.yaml"}));
  EXPECT_EQ(files(*tree, "./b/"), (Names{"b/values.yaml", "b/z/deep.yaml"}));
  EXPECT_EQ(files(*tree, ".github"), (Names{".github/workflow.yaml"}));
}

TEST_F(GitTreeTest, ListsFilesBehindADotApart) {
  const auto tree = open(repo_.commit({{"b/values.yaml", "1"},
                                       {"b/.hidden/z/deep.yaml", "1"},
                                       {".github/workflow.yaml", "1"},
                                       {".over.yaml", "1"}}));

  EXPECT_EQ(*tree->hidden_files(""),
            (Names{".github/workflow.yaml", ".over.yaml", "b/.hidden/z/deep.yaml"}));
  EXPECT_EQ(*tree->hidden_files("b"), Names{"b/.hidden/z/deep.yaml"});
  EXPECT_EQ(*tree->hidden_files(".github"), Names{});
  EXPECT_EQ(tree->hidden_files("none").error().code, Code::FileMissing);
}

TEST_F(GitTreeTest, TellsOfSubmodulesAndOfLinksToFoldersThatItDoesNotList) {
  const auto tree = open(repo_.commit(std::vector<GitFile>{
      {.path = "shared/values.yaml", .content = "a: 1\n"},
      {.path = "envs/prod", .content = kSomeCommit, .mode = "160000"},
      {.path = "envs/qa", .content = "../shared", .mode = "120000"},
      {.path = "envs/own", .content = ".", .mode = "120000"},
      {.path = "envs/again", .content = "prod", .mode = "120000"},
      {.path = "envs/values.yaml", .content = "../shared/values.yaml", .mode = "120000"},
      {.path = "envs/away", .content = "/etc", .mode = "120000"},
      {.path = ".hidden/module", .content = kSomeCommit, .mode = "160000"}}));

  const auto of = [&](const std::string& folder) {
    Names told;
    const auto errors = tree->not_followed(folder);
    for (const Error& error : *errors) {
      EXPECT_EQ(error.code, Code::NoRegularFile);
      EXPECT_NE(error.what.find("\"" + *error.where.file + "\" is a s"), std::string::npos);
      told.push_back(*error.where.file);
    }
    return told;
  };
  EXPECT_EQ(of("envs"), (Names{"envs/again", "envs/prod", "envs/qa"}));
  EXPECT_EQ(of(""), (Names{"envs/again", "envs/prod"}));
  EXPECT_EQ(of("shared"), Names{});
}

TEST_F(GitTreeTest, SaysThatThereAreTooManySubmodulesToTell) {
  std::vector<GitRepo::Entry> entries;
  for (std::size_t i = 0; i <= Tree::kMostNotFollowed; ++i)
    entries.push_back({"160000", "m" + std::to_string(10000 + i), kSomeCommit});

  const auto tree = open(repo_.commit_tree(repo_.tree(entries)));

  EXPECT_EQ(tree->not_followed("").error().code, Code::TreeTooLarge);
}

TEST_F(GitTreeTest, KeepsNamesApartThatDifferByCase) {
  const auto tree = open(repo_.commit({{"Values.yaml", "a: 1\n"}, {"values.yaml", "a: 2\n"}}));

  EXPECT_EQ(read(*tree, "Values.yaml"), "a: 1\n");
  EXPECT_EQ(read(*tree, "values.yaml"), "a: 2\n");
  EXPECT_EQ(files(*tree, ""), (Names{"Values.yaml", "values.yaml"}));
}

TEST_F(GitTreeTest, RefusesToListNamesThatGitItselfRefuses) {
  const auto file = repo_.blob("a: 1\n");
  for (const std::string name : {"..", ".", ".git", ".GIT", "../../etc/passwd", "a/b"}) {
    const auto below = repo_.tree({{"100644", name, file}});
    const auto tree = open(repo_.commit_tree(repo_.tree({{"40000", "d", below}})));

    EXPECT_EQ(files(*tree, ""),
              (Names{"E802", "\"\" has an entry \"d/" + name + "\", which git itself refuses"}));
    if (name.find("..") != std::string::npos) {
      EXPECT_EQ(read(*tree, "d/" + name).substr(0, 4), "E102") << name;
    }
  }
}

TEST_F(GitTreeTest, IdentifiesFilesAndFoldersByWhatTheyHold) {
  const std::vector<GitFile> files{{.path = "a/values.yaml", .content = "a: 1\n"},
                                   {.path = "b/values.yaml", .content = "a: 1\n"},
                                   {.path = "b/link", .content = "a: 1\n", .mode = "120000"}};
  const auto first = open(repo_.commit(files));
  const auto kept = std::move(opened_);
  const auto second = open(repo_.commit({{"other.yaml", "b: 1\n"}}));

  EXPECT_EQ(first->identity("a/values.yaml"), repo_.git({"hash-object", "--stdin"}, "a: 1\n"));
  EXPECT_EQ(first->identity("a/values.yaml"), first->identity("b/values.yaml"));
  EXPECT_EQ(first->identity("b"), second->identity("b/"));
  EXPECT_NE(first->identity(""), second->identity(""));
  EXPECT_EQ(first->identity("b/link"), "120000 " + first->identity("b/values.yaml"));
  EXPECT_EQ(first->identity("none"), "");
  EXPECT_EQ(first->identity("../a"), "");
}

TEST_F(GitTreeTest, NamesTheObjectThatIsMissing) {
  const auto commit = repo_.commit({{"a/values.yaml", "a: 1\n"}, {"b/values.yaml", "b: 1\n"}});
  const auto blob = repo_.git({"rev-parse", commit + ":a/values.yaml"});
  const auto folder = repo_.git({"rev-parse", commit + ":b"});
  fs::remove(repo_.object_file(blob));
  fs::remove(repo_.object_file(folder));
  const auto tree = open(commit);

  const std::string missing = " is missing";
  EXPECT_EQ(read(*tree, "a/values.yaml"), "E802 the repository's object " + blob + missing);
  EXPECT_EQ(read(*tree, "b/values.yaml"), "E802 the repository's object " + folder + missing);
  EXPECT_EQ(files(*tree, ""), (Names{"E802", "the repository's object " + folder + missing}));
}

TEST_F(GitTreeTest, NoticesAnObjectThatIsAnothersOrDamaged) {
  const auto commit = repo_.commit({{"values.yaml", "a: 1\n"}, {"other.yaml", "a: 2\n"}});
  const auto blob = repo_.git({"rev-parse", commit + ":values.yaml"});
  const auto other = repo_.git({"rev-parse", commit + ":other.yaml"});
  fs::permissions(repo_.object_file(blob), fs::perms::owner_all);
  fs::copy_file(repo_.object_file(other), repo_.object_file(blob),
                fs::copy_options::overwrite_existing);

  const std::string said = read(*open(commit), "values.yaml");

  EXPECT_TRUE(said.starts_with("E802 the repository's object " + blob + " cannot be read: "))
      << said;
}

TEST_F(GitTreeTest, RefusesATreeWhoseEntriesAreOfAnotherKind) {
  const auto blob = repo_.blob("a: 1\n");
  const auto empty = repo_.tree({});
  const auto tree =
      open(repo_.commit_tree(repo_.tree({{"100644", "file", empty}, {"40000", "folder", blob}})));

  EXPECT_EQ(read(*tree, "file"),
            "E802 the repository's object " + empty + " should be a file and is not");
  EXPECT_EQ(files(*tree, "folder"),
            (Names{"E802", "the repository's object " + blob + " should be a folder and is not"}));
}

TEST_F(GitTreeTest, ListsAHundredThousandFilesAndNoMore) {
  const auto file = repo_.blob("a: 1\n");
  std::vector<GitRepo::Entry> entries;
  entries.reserve(Tree::kMostFiles + 1);
  for (std::size_t i = 0; i < Tree::kMostFiles; ++i)
    entries.push_back({"100644", "f" + std::to_string(1'000'000 + i), file});
  const auto full = open(repo_.commit_tree(repo_.tree(entries)));
  EXPECT_EQ(files(*full, "").size(), Tree::kMostFiles);

  entries.push_back({"100644", "g", file});
  const auto more = open(repo_.commit_tree(repo_.tree(entries)));
  EXPECT_EQ(files(*more, ""), (Names{"E111", "\"\" has more than 100000 files"}));
}

TEST_F(GitTreeTest, GoesDownSoFarAndNoFarther) {
  const auto leaf = repo_.tree({{"100644", "values.yaml", repo_.blob("a: 1\n")}});
  const auto deep = open(repo_.commit_tree(nested(leaf, GitTree::kDeepest - 1)));
  EXPECT_EQ(files(*deep, "").size(), 1U);
  EXPECT_EQ(read(*deep, files(*deep, "").front()), "a: 1\n");

  const auto deeper = open(repo_.commit_tree(nested(leaf, GitTree::kDeepest + 1)));
  EXPECT_EQ(files(*deeper, ""), (Names{"E111", "\"\" has more than 64 folders in one another"}));
  std::string path;
  for (std::size_t i = 0; i <= GitTree::kDeepest; ++i) path += "d/";
  EXPECT_EQ(read(*deeper, path + "values.yaml").substr(0, 4), "E111");
}

TEST_F(GitTreeTest, IsNotCaughtInFoldersThatStandForMoreThanAnybodyCanCount) {
  auto tree = repo_.tree({{"40000", ".dot", repo_.tree({})}});
  for (int level = 0; level < 20; ++level) {
    std::vector<GitRepo::Entry> entries;
    entries.reserve(10);
    for (int i = 0; i < 10; ++i) entries.push_back({"40000", "d" + std::to_string(i), tree});
    tree = repo_.tree(entries);
  }

  EXPECT_EQ(files(*open(repo_.commit_tree(tree)), ""),
            (Names{"E111", "\"\" has more than 300000 entries"}));
}

}  // namespace
}  // namespace pgberth
