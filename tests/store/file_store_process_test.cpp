// What only other processes can do to a store: race, be killed half-way, or lack the right.

#include "reconciler/adapters/file/file_store.h"

#include <gtest/gtest.h>

#include "tests/support/store_contract.h"
#include "tests/support/temp_dir.h"
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <grp.h>
#include <random>
#include <signal.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

const StoreId kId{.kind = StoreKind::Kubernetes};

/// Runs `work` in a process of its own, whose exit status is what it returns.
pid_t start(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work());
  return child;
}

/// How the process ended: its exit status, or minus the signal that ended it.
int outcome(pid_t child) {
  int status = 0;
  if (waitpid(child, &status, 0) != child) return -1000;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// An entry all of whose keys say who wrote it.
Content signed_by(const std::string& writer) {
  return content_of({{"a", writer}, {"b", writer}, {"c", std::string(5000, 'c') + writer}});
}

bool whole(const StoreKeys& keys) {
  return keys.size() == 3 && keys.at("a") == keys.at("b") &&
         keys.at("c") == std::string(5000, 'c') + keys.at("a");
}

TEST(FileStoreProcesses, ConcurrentCreatesHaveOneWinnerWhoseValueAllSee) {
  constexpr int processes = 6;
  constexpr int entries_each = 30;
  const TempDir home;
  const auto directory = home / "store";

  std::vector<pid_t> children;
  children.reserve(processes);
  for (int i = 0; i < processes; ++i)
    children.push_back(start([&directory, i] {
      FileStore store(directory, kId);
      int won = 0;
      for (int entry = 0; entry < entries_each; ++entry) {
        const auto path = "entry" + std::to_string(entry);
        const auto creation = store.create(path, {signed_by(std::to_string(i))});
        if (!creation) return 200;
        const auto keys = keys_of(read_one(store, path));
        if (!whole(keys)) return 201;
        const bool mine = keys.at("a") == std::to_string(i);
        if (mine != (*creation == Creation::Created)) return 202;
        won += mine ? 1 : 0;
      }
      return won;
    }));

  int won = 0;
  for (const auto child : children) won += outcome(child);
  EXPECT_EQ(won, entries_each);
}

TEST(FileStoreProcesses, AKilledWriterLeavesEachEntryWholeOrAbsent) {
  constexpr int kills = 40;
  const TempDir home;
  const auto directory = home / "store";
  FileStore store(directory, kId);
  const auto write = [](FileStore& to, const std::string& path) {
    return to.create(path, {signed_by("x")}) &&
           to.add_missing_keys(path, content_of({{"late", std::string(5000, 'l')}}));
  };
  // Some die in their first write, some in their third, however fast the disk is just now.
  const auto before = std::chrono::steady_clock::now();
  ASSERT_TRUE(write(store, "measure"));
  const std::chrono::duration<double> one = std::chrono::steady_clock::now() - before;
  std::mt19937 random(1);
  std::uniform_real_distribution<double> seconds(0, std::min(3 * one.count(), 0.5));

  int entries = 0;
  for (int kill_number = 0; kill_number < kills; ++kill_number) {
    const auto child = start([&directory, &write, kill_number] {
      FileStore mine(directory, kId);
      for (int i = 0; i < 100000; ++i) {
        const auto path = "entry" + std::to_string(kill_number) + "-" + std::to_string(i);
        if (!write(mine, path)) return 1;
      }
      return 0;
    });
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds(random)));
    ASSERT_EQ(kill(child, SIGKILL), 0);
    ASSERT_EQ(outcome(child), -SIGKILL);

    for (int i = 0;; ++i) {
      const auto path = "entry" + std::to_string(kill_number) + "-" + std::to_string(i);
      const auto entry = read_one(store, path);
      if (entry.presence == Presence::Absent) break;
      ++entries;
      auto keys = keys_of(entry);
      const auto late = keys.extract("late");
      ASSERT_TRUE(late.empty() || late.mapped() == std::string(5000, 'l')) << path;
      ASSERT_TRUE(whole(keys)) << path;
    }
    // The next one finds its way past whatever was left over.
    const auto path = "after" + std::to_string(kill_number);
    const auto creation = store.create(path, {signed_by("y")});
    ASSERT_TRUE(creation) << creation.error().what;
    ASSERT_EQ(*creation, Creation::Created);
  }
  int left_over = 0;
  for (const auto& found : fs::recursive_directory_iterator(directory))
    left_over += found.path().filename().string().starts_with(".pgberth-new-") ? 1 : 0;
  EXPECT_GT(left_over, 0) << "nobody was killed half-way: the test has shown nothing";
  EXPECT_GT(entries, 0);
}

/// Becomes a user without rights, if this is root; whoever is none already stays who they are.
bool without_rights(uid_t user) {
  if (geteuid() != 0) return true;
  return setgroups(0, nullptr) == 0 && setgid(user) == 0 && setuid(user) == 0;
}

constexpr uid_t kNobody = 65534;

TEST(FileStoreProcesses, AFolderThatMayNotBeWrittenIsToldAndUnchanged) {
  const TempDir home;
  const auto directory = home / "store";
  fs::permissions(home.path(), fs::perms(0755));
  {
    FileStore store(directory, kId);
    ASSERT_TRUE(store.create("entry", {signed_by("x")}));
  }
  if (geteuid() == 0) {
    for (const auto& path : {directory, directory / "kubernetes", directory / "kubernetes/entry"})
      ASSERT_EQ(chown(path.c_str(), kNobody, kNobody), 0);
    for (const auto& found : fs::directory_iterator(directory / "kubernetes/entry"))
      ASSERT_EQ(chown(found.path().c_str(), kNobody, kNobody), 0);
  }
  fs::permissions(directory / "kubernetes/entry", fs::perms(0500));
  fs::permissions(directory / "kubernetes", fs::perms(0500));

  const auto child = start([&directory] {
    if (!without_rights(kNobody)) return 1;
    FileStore store(directory, kId);
    if (!whole(keys_of(read_one(store, "entry")))) return 2;
    const auto creation = store.create("new", {signed_by("y")});
    if (creation || creation.error().code != Code::StoreUnwritable) return 3;
    if (creation.error().hint.empty()) return 4;
    const auto added = store.add_missing_keys("entry", content_of({{"late", "x"}}));
    if (added || added.error().code != Code::StoreUnwritable) return 5;
    const auto there = store.create("entry", {signed_by("y")});
    if (!there || *there != Creation::AlreadyThere) return 6;
    return 0;
  });

  EXPECT_EQ(outcome(child), 0);
  fs::permissions(directory / "kubernetes", fs::perms(0700));
  fs::permissions(directory / "kubernetes/entry", fs::perms(0700));
  int names = 0;
  for (const auto& found : fs::recursive_directory_iterator(directory / "kubernetes"))
    names += found.path().empty() ? 0 : 1;
  EXPECT_EQ(names, 4);  // The entry and its three keys.
}

TEST(FileStoreProcesses, AFolderThatCannotBeMadeIsTold) {
  const TempDir home;
  fs::create_directory(home / "locked");
  fs::permissions(home.path(), fs::perms(0755));
  fs::permissions(home / "locked", fs::perms(0555));

  const auto child = start([&home] {
    if (!without_rights(kNobody)) return 1;
    FileStore store(home / "locked/store", kId);
    const auto creation = store.create("new", {signed_by("y")});
    if (creation) return 2;
    return creation.error().code == Code::StoreUnwritable ? 0 : 3;
  });

  EXPECT_EQ(outcome(child), 0);
}

TEST(FileStoreProcesses, AFolderOfAnotherUserIsRefused) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can make a folder of another user";
  const TempDir home;
  const auto directory = home / "store";
  fs::create_directory(directory);
  fs::permissions(directory, fs::perms(0700));
  ASSERT_EQ(chown(directory.c_str(), kNobody, kNobody), 0);
  FileStore store(directory, kId);

  const auto creation = store.create("new", {signed_by("y")});

  ASSERT_FALSE(creation);
  EXPECT_EQ(creation.error().code, Code::StoreUnsafe);
  EXPECT_EQ(read_one(store, "new").presence, Presence::Unreadable);
  EXPECT_TRUE(fs::is_empty(directory));
}

}  // namespace
}  // namespace pgberth
