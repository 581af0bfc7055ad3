#include "reconciler/adapters/git/git_library.h"
#include "reconciler/adapters/git/git_mirror.h"

#include <gtest/gtest.h>

#include "tests/support/git_repo.h"
#include "tests/support/git_servers.h"
#include "tests/support/pulled.h"
#include "tests/support/temp_dir.h"
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMegabyte = std::size_t{1} << 20u;
constexpr std::size_t kMostOfOurs = 128 * kMegabyte;

/// What a hostile repository can do to us: it is served by a real git server, the process that
/// pulls may use 256 MiB, and our own memory is measured.
class HostileRepository : public testing::Test {
 protected:
  HostileRepository() : repo_(GitRepo::Kind::Bare) {
    good_ = repo_.commit({{"values.yaml", "a: 1\n"}});
    server_ = std::make_unique<GitHttpServer>(repo_.path());
    mirror_ = *open_mirror({.url = server_->url(),
                            .folder = home_ / "mirror",
                            .ref = "main",
                            .limits = {.memory = 256 * kMegabyte},
                            .timeout = std::chrono::seconds{100},
                            .program = PGBERTH_BINARY});
    EXPECT_EQ(pull(), good_);
  }
  ~HostileRepository() override {
    EXPECT_LT(peak(), kMostOfOurs);
    auto tree = mirror_->repository().tree({good_});  // The last good one stays readable.
    EXPECT_TRUE(tree && *(*tree)->read("values.yaml", 100) == "a: 1\n");
  }

  /// One pull, from whose start our memory is measured.
  Result<CommitId> measured_pull() {
    std::ofstream("/proc/self/clear_refs") << "5";  // The peak starts anew.
    return mirror_->pull({});
  }
  std::string pull() { return said(measured_pull()); }
  std::unique_ptr<Tree> pulled_tree() { return *mirror_->repository().tree(*measured_pull()); }

  static std::size_t peak() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
      if (word == "VmHWM:") {
        std::size_t kilobytes = 0;
        status >> kilobytes;
        return kilobytes * 1024;
      }
    return 0;
  }
  static std::string read(Tree& tree, const std::string& path) {
    const auto text = tree.read(path, kMegabyte);
    return text ? *text : to_string(text.error().code) + " " + text.error().what;
  }
  static std::string listed(Tree& tree) {
    const auto files = tree.files("");
    return files ? std::to_string(files->size()) + " files"
                 : to_string(files.error().code) + " " + files.error().what;
  }

  GitLibrary library_{};
  GitRepo repo_;
  TempDir home_{};
  std::string good_{};
  std::unique_ptr<GitHttpServer> server_{};
  std::unique_ptr<ValuesSource> mirror_{};
};

TEST_F(HostileRepository, HasAHugeFile) {
  const auto blob = repo_.blob(std::string(300 * kMegabyte, 'x'));
  repo_.commit_tree(repo_.tree({{"100644", "values.yaml", blob}}));

  const auto commit = measured_pull();

  if (!commit) {
    EXPECT_EQ(commit.error().code, Code::SourceTooLarge) << commit.error().what;
    return;
  }
  auto tree = *mirror_->repository().tree(*commit);
  EXPECT_EQ(read(*tree, "values.yaml"), "E103 \"values.yaml\" has more than 1048576 bytes");
}

TEST_F(HostileRepository, HasHugeFilesThatDifferLittle) {
  std::vector<GitRepo::Entry> entries;
  for (int i = 0; i < 2; ++i) {
    const std::string name = "f" + std::to_string(i);
    entries.push_back({"100644", name, repo_.blob(std::string(100 * kMegabyte, 'x') + name)});
  }
  repo_.commit_tree(repo_.tree(entries));
  repo_.git({"-c", "core.bigFileThreshold=1g", "repack", "-q", "-a", "-d", "-f"});

  const auto commit = measured_pull();

  if (!commit) {
    EXPECT_EQ(commit.error().code, Code::SourceTooLarge) << commit.error().what;
    return;
  }
  auto tree = *mirror_->repository().tree(*commit);
  for (const auto& entry : entries) EXPECT_EQ(read(*tree, entry.name).substr(0, 4), "E103");
}

TEST_F(HostileRepository, HasFoldersInOneAnotherWithoutEnd) {
  std::string path;
  for (int i = 0; i < 1000; ++i) path += "d/";
  repo_.commit({{path + "values.yaml", "a: 1\n"}});

  EXPECT_EQ(listed(*pulled_tree()), "E111 \"\" has more than 64 folders in one another");
}

TEST_F(HostileRepository, HasFoldersThatStandForMoreThanAnybodyCanCount) {
  std::string tree = repo_.tree({{"100644", "values.yaml", repo_.blob("a: 1\n")}});
  for (int level = 0; level < 12; ++level) {
    std::vector<GitRepo::Entry> entries;
    entries.reserve(10);
    for (int i = 0; i < 10; ++i) entries.push_back({"40000", "d" + std::to_string(i), tree});
    tree = repo_.tree(entries);
  }
  repo_.commit_tree(tree);

  EXPECT_EQ(listed(*pulled_tree()).substr(0, 4), "E111");
}

TEST_F(HostileRepository, HasNamesThatLeadElsewhereAndCaseCollisions) {
  const auto file = repo_.blob("a: 1\n");
  const auto below = repo_.tree({{"100644", "../../x", file}});
  repo_.commit_tree(repo_.tree({{"40000", "..", below},
                                {"40000", ".git", below},
                                {"100644", "VALUES.yaml", repo_.blob("a: 2\n")},
                                {"100644", "values.yaml", file}}));
  const auto tree = pulled_tree();

  EXPECT_EQ(listed(*tree), "E802 \"\" has an entry \"..\", which git itself refuses");
  EXPECT_EQ(read(*tree, "../../x").substr(0, 4), "E102");
  EXPECT_EQ(read(*tree, "values.yaml"), "a: 1\n");
  EXPECT_EQ(read(*tree, "VALUES.yaml"), "a: 2\n");
  for (const auto& entry : fs::recursive_directory_iterator(home_.path()))
    EXPECT_NE(entry.path().filename(), "x");
}

TEST_F(HostileRepository, HasTwoHundredThousandFiles) {
  std::vector<GitRepo::Entry> entries;
  const auto file = repo_.blob("a: 1\n");
  entries.reserve(1000);
  for (int i = 0; i < 1000; ++i)
    entries.push_back({"100644", "f" + std::to_string(1000 + i), file});
  const auto folder = repo_.tree(entries);
  entries.clear();
  for (int i = 0; i < 200; ++i)
    entries.push_back({"40000", "d" + std::to_string(1000 + i), folder});
  repo_.commit_tree(repo_.tree(entries));

  EXPECT_EQ(listed(*pulled_tree()), "E111 \"\" has more than 100000 files");
}

TEST_F(HostileRepository, HasAHugeFolder) {
  std::vector<GitRepo::Entry> entries;
  const auto file = repo_.blob("a: 1\n");
  entries.reserve(90'000);
  for (int i = 0; i < 90'000; ++i)
    entries.push_back({"100644", std::string(200, 'n') + std::to_string(100'000 + i), file});
  repo_.commit_tree(repo_.tree(entries));

  const auto tree = pulled_tree();

  EXPECT_EQ(listed(*tree).substr(0, 4), "E111");
  EXPECT_EQ(read(*tree, "values.yaml").substr(0, 4), "E111");
}

TEST_F(HostileRepository, LacksAnObject) {
  const auto blob = repo_.blob("a: 3\n");
  repo_.commit_tree(repo_.tree({{"100644", "values.yaml", blob}}));
  fs::remove(repo_.object_file(blob));

  const std::string text = pull();

  EXPECT_TRUE(text.starts_with("E802 ") || text.starts_with("E814 ")) << text;
}

TEST_F(HostileRepository, HasAFolderThatCannotBeRead) {
  const auto broken = repo_.git({"hash-object", "-t", "tree", "--literally", "-w", "--stdin"},
                                "100644 no end of the name");
  repo_.git(
      {"update-ref", "refs/heads/main",
       repo_.git({"hash-object", "-t", "commit", "--literally", "-w", "--stdin"},
                 "tree " + broken + "\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\nx\n")});

  const std::string text = pull();

  EXPECT_TRUE(text.starts_with("E802 ") || text.starts_with("E814 ")) << text;
}

TEST_F(HostileRepository, HasMoreThanMayBeReceived) {
  std::string noise;
  unsigned state = 7;
  for (std::size_t i = 0; i < 8 * kMegabyte; ++i)
    noise += static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  repo_.commit({{"noise", noise}});
  auto small = open_mirror({.url = server_->url(),
                            .folder = home_ / "small",
                            .ref = "main",
                            .limits = {.received = kMegabyte},
                            .program = PGBERTH_BINARY});

  EXPECT_EQ(said((*small)->pull({})),
            "E811 \"" + server_->url() + "\" sends more than 1048576 bytes");
  std::size_t kept = 0;
  for (const auto& entry : fs::recursive_directory_iterator(home_ / "small"))
    if (entry.is_regular_file()) kept += entry.file_size();
  EXPECT_LT(kept, 4 * kMegabyte);
}

}  // namespace
}  // namespace pgberth
