#include "reconciler/adapters/file/file_store.h"

#include <gtest/gtest.h>

#include "tests/support/store_contract.h"
#include "tests/support/temp_dir.h"
#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

const StoreId kId{.kind = StoreKind::Kubernetes};

/// Device, inode, mode, size and times of a file and of all below it; not the time of access.
std::string stamp_of(const fs::path& path) {
  std::vector<fs::path> all{path};
  if (fs::is_directory(path))
    for (const auto& found : fs::recursive_directory_iterator(path)) all.push_back(found.path());
  std::ranges::sort(all);
  std::string stamp;
  for (const auto& one : all) {
    struct stat status{};
    if (lstat(one.c_str(), &status) != 0) return "absent";
    for (const auto number : {static_cast<long>(status.st_ino), static_cast<long>(status.st_mode),
                              status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
                              status.st_ctim.tv_sec, status.st_ctim.tv_nsec})
      stamp += std::to_string(number) + " ";
    stamp += one.string() + "\n";
  }
  return stamp;
}

void write_text(const fs::path& path, const std::string& text) {
  std::ofstream(path) << text;
}

/// A store in a directory of its own.
struct InFiles {
  TempDir home{};
  fs::path directory = home / "store";
  fs::path folder = directory / "kubernetes";
  FileStore files{directory, kId};

  static constexpr bool kAddsKeys = true;
  static constexpr bool kAnyName = true;
  SecretStore& store() { return files; }
  std::string path(const std::string& name) { return name; }
  static std::string root() { return ""; }
  std::string stamp(const std::string& path) { return stamp_of(folder / path); }
  void make_unreadable(const std::string& path) {
    fs::create_symlink("password", folder / path / "planted");
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(File, StoreContract, InFiles);

class FileStoreTest : public testing::Test {
 protected:
  Creation create(const std::string& path, const StoreKeys& keys = {{"password", "one"}}) {
    auto creation = in_.files.create(path, entry_of(keys));
    if (creation) return *creation;
    ADD_FAILURE() << creation.error().what;
    return Creation::AlreadyThere;
  }
  StoredEntry read(const std::string& path) { return read_one(in_.files, path); }
  mode_t mode_of(const fs::path& path) {
    struct stat status{};
    EXPECT_EQ(lstat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777u;
  }
  /// The store refuses to read and to write, and nothing below `home` changes.
  void expect_refused(Code code) {
    const auto before = stamp_of(in_.home.path());
    const auto creation = in_.files.create("new", entry_of({{"password", "one"}}));
    const auto added = in_.files.add_missing_keys("entry", content_of({{"more", "x"}}));
    ASSERT_FALSE(creation);
    EXPECT_EQ(creation.error().code, code) << creation.error().what;
    EXPECT_FALSE(creation.error().hint.empty());
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, code) << added.error().what;
    EXPECT_EQ(read("entry").presence, Presence::Unreadable);
    EXPECT_FALSE(read("entry").detail.empty());
    EXPECT_EQ(stamp_of(in_.home.path()), before);
  }

  InFiles in_{};
};

TEST_F(FileStoreTest, KeepsAnEntryWhereAPersonFindsIt) {
  create("prod/fence-dbcreds", {{"password", "s3cret"}, {"db_host", "db.example"}});

  std::ifstream file(in_.folder / "prod%2Ffence-dbcreds" / "password");
  std::string text;
  std::getline(file, text);

  EXPECT_EQ(text, "s3cret");
}

TEST_F(FileStoreTest, MakesFilesAndFoldersThatOnlyTheirOwnerReads) {
  const auto before = umask(0);
  create("entry");
  ASSERT_TRUE(in_.files.add_missing_keys("entry", content_of({{"dbcreated", "true"}})));
  umask(before);

  EXPECT_EQ(mode_of(in_.directory), 0700u);
  EXPECT_EQ(mode_of(in_.folder), 0700u);
  EXPECT_EQ(mode_of(in_.folder / "entry"), 0700u);
  EXPECT_EQ(mode_of(in_.folder / "entry" / "password"), 0600u);
  EXPECT_EQ(mode_of(in_.folder / "entry" / "dbcreated"), 0600u);
}

TEST_F(FileStoreTest, LeavesNothingBesideEntriesAndKeys) {
  create("entry");
  create("entry");
  ASSERT_TRUE(in_.files.add_missing_keys("entry", content_of({{"password", "x"}, {"m", "y"}})));

  std::set<std::string> names;
  for (const auto& found : fs::recursive_directory_iterator(in_.home.path()))
    names.insert(found.path().lexically_relative(in_.home.path()).string());

  EXPECT_EQ(names,
            (std::set<std::string>{"store", "store/kubernetes", "store/kubernetes/entry",
                                   "store/kubernetes/entry/m", "store/kubernetes/entry/password"}));
}

TEST_F(FileStoreTest, ReadingMakesNoFolder) {
  EXPECT_EQ(read("entry").presence, Presence::Absent);
  EXPECT_FALSE(in_.files.add_missing_keys("entry", content_of({{"k", "v"}})));

  EXPECT_FALSE(fs::exists(in_.directory));
}

TEST_F(FileStoreTest, StoresBelowOneDirectoryDoNotMeet) {
  FileStore aws(in_.directory, {.kind = StoreKind::Aws});
  FileStore named(in_.directory, {.kind = StoreKind::Kubernetes, .name = "../aws"});
  create("entry", {{"password", "kubernetes"}});

  ASSERT_TRUE(aws.create("entry", entry_of({{"password", "aws"}})));
  ASSERT_TRUE(named.create("entry", entry_of({{"password", "named"}})));

  EXPECT_EQ(keys_of(read("entry")), (StoreKeys{{"password", "kubernetes"}}));
  EXPECT_EQ(keys_of(read_one(aws, "entry")), (StoreKeys{{"password", "aws"}}));
  EXPECT_TRUE(fs::exists(in_.directory / "kubernetes%3A..%2Faws" / "entry"));
}

TEST_F(FileStoreTest, TakesADirectoryWithASlashAtItsEndAndMissingParents) {
  FileStore store(in_.home.str() + "/x/../deep/down/", kId);

  ASSERT_TRUE(store.create("entry", entry_of({{"k", "v"}})));

  EXPECT_TRUE(fs::exists(in_.home / "deep/down/kubernetes/entry/k"));
  EXPECT_EQ(mode_of(in_.home / "deep"), 0700u);
}

TEST_F(FileStoreTest, NoNameLeadsOutOfTheFolder) {
  for (const std::string name : {"../../etc/passwd", "a/../../b", "..", "/etc/passwd", "%2e%2e",
                                 "../kubernetes2/x", "./x", "a/./b"})
    create(name, {{name, "x"}});

  for (const auto& found : fs::directory_iterator(in_.home.path()))
    EXPECT_EQ(found.path().filename(), "store");
  for (const auto& found : fs::directory_iterator(in_.directory))
    EXPECT_EQ(found.path().filename(), "kubernetes");
  for (const auto& found : fs::directory_iterator(in_.folder))
    EXPECT_NE(found.path().filename().string().front(), '.');
}

TEST_F(FileStoreTest, NamesTooLongForAFileAreRefused) {
  const std::string long_name(256, 'n');
  const std::string grows(86, '/');

  for (const auto& name : {long_name, grows}) {
    const auto creation = in_.files.create(name, entry_of({{"k", "v"}}));
    ASSERT_FALSE(creation);
    EXPECT_EQ(creation.error().code, Code::EntryNameInvalid);
    EXPECT_EQ(read(name).presence, Presence::Unreadable);
  }
  EXPECT_EQ(create(std::string(255, 'n')), Creation::Created);
}

TEST_F(FileStoreTest, AFolderThatOthersMayReadIsRefused) {
  create("entry");

  fs::permissions(in_.directory, fs::perms(0755));
  expect_refused(Code::StoreUnsafe);

  fs::permissions(in_.directory, fs::perms(0700));
  fs::permissions(in_.folder, fs::perms(0710));
  expect_refused(Code::StoreUnsafe);

  fs::permissions(in_.folder, fs::perms(0700));
  EXPECT_EQ(read("entry").presence, Presence::Present);
}

TEST_F(FileStoreTest, ListsWhatIsAnEntryOrStandsInThePlaceOfOne) {
  create("a/b");
  write_text(in_.folder / ".temporary", "x");
  write_text(in_.folder / "not encoded", "x");
  write_text(in_.folder / "file", "x");

  const auto names = in_.files.list("");

  ASSERT_TRUE(names) << names.error().what;
  EXPECT_EQ(*names, (std::set<std::string>{"a/b", "file"}));
}

TEST_F(FileStoreTest, AFolderThatOthersMayReadIsNotListed) {
  create("entry");
  fs::permissions(in_.folder, fs::perms(0710));

  const auto names = in_.files.list("");

  ASSERT_FALSE(names);
  EXPECT_EQ(names.error().code, Code::StoreUnsafe);
}

TEST_F(FileStoreTest, ListingMakesNoFolder) {
  ASSERT_TRUE(in_.files.list(""));

  EXPECT_FALSE(fs::exists(in_.directory));
}

TEST_F(FileStoreTest, AFileInPlaceOfTheDirectoryIsRefused) {
  write_text(in_.directory, "a file");

  expect_refused(Code::StoreUnwritable);
}

TEST_F(FileStoreTest, ASymlinkInPlaceOfTheFolderIsRefused) {
  fs::create_directories(in_.home / "elsewhere/entry");
  fs::permissions(in_.home / "elsewhere", fs::perms(0700));  // Nothing else is wrong with it.
  fs::create_directory(in_.directory);
  fs::permissions(in_.directory, fs::perms(0700));
  fs::create_directory_symlink(in_.home / "elsewhere", in_.folder);

  expect_refused(Code::StoreUnsafe);
}

TEST_F(FileStoreTest, ASymlinkInPlaceOfAnEntryIsRefused) {
  create("first");
  fs::create_directory(in_.home / "elsewhere");
  write_text(in_.home / "elsewhere/password", "planted");
  fs::create_directory_symlink(in_.home / "elsewhere", in_.folder / "entry");
  fs::create_symlink("nowhere", in_.folder / "dangling");

  EXPECT_EQ(read("entry").presence, Presence::Unreadable);
  EXPECT_EQ(read("dangling").presence, Presence::Unreadable);
  for (const auto* name : {"entry", "dangling"}) {
    const auto creation = in_.files.create(name, entry_of({{"k", "v"}}));
    ASSERT_FALSE(creation);
    EXPECT_EQ(creation.error().code, Code::StoreUnsafe);
    EXPECT_FALSE(in_.files.add_missing_keys(name, content_of({{"k", "v"}})));
  }
  EXPECT_FALSE(fs::exists(in_.home / "elsewhere/k"));
  EXPECT_FALSE(fs::exists(in_.folder / "nowhere"));
}

TEST_F(FileStoreTest, ASymlinkInPlaceOfAKeyIsNotFollowed) {
  write_text(in_.home / "outside", "planted");
  for (const auto* target : {"outside", "nowhere"}) {
    create(target);
    fs::create_symlink(in_.home / target, in_.folder / target / "key");

    EXPECT_EQ(read(target).presence, Presence::Unreadable);
    EXPECT_FALSE(in_.files.add_missing_keys(target, content_of({{"key", "v"}})));
  }
  EXPECT_FALSE(fs::exists(in_.home / "nowhere"));
}

TEST_F(FileStoreTest, APipeInPlaceOfAKeyIsNotWaitedFor) {
  create("entry");
  ASSERT_EQ(mkfifo((in_.folder / "entry" / "pipe").c_str(), 0600), 0);

  EXPECT_EQ(read("entry").presence, Presence::Unreadable);
}

TEST_F(FileStoreTest, AnEntryThatGrewBeyondItsLimitIsUnreadable) {
  create("entry");
  fs::resize_file(in_.folder / "entry" / "password", 2u << 20u);

  EXPECT_EQ(read("entry").presence, Presence::Unreadable);
}

TEST_F(FileStoreTest, HoldsAnEntryOfManyKeys) {
  StoreKeys keys;
  for (int i = 0; i < 200; ++i) keys.emplace("key" + std::to_string(i), std::to_string(i));

  create("entry", keys);

  EXPECT_EQ(keys_of(read("entry")), keys);
}

TEST_F(FileStoreTest, KeysThatWouldMakeAnEntryTooLargeAreNotAdded) {
  create("entry", {{"a", std::string(std::size_t{700} << 10u, 'a')}});

  const auto added = in_.files.add_missing_keys(
      "entry", content_of({{"b", std::string(std::size_t{700} << 10u, 'b')}}));

  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, Code::EntryTooLarge);
  EXPECT_EQ(read("entry").content.size(), 1u);
}

TEST_F(FileStoreTest, AnEmptyDirectoryIsAnEntryWithoutContentAndNotFree) {
  create("first");
  fs::create_directory(in_.folder / "entry");

  EXPECT_EQ(read("entry").presence, Presence::NoVersion);
  EXPECT_EQ(create("entry"), Creation::AlreadyThere);
  EXPECT_TRUE(fs::is_empty(in_.folder / "entry"));
}

TEST_F(FileStoreTest, TemporaryAndForeignFilesAreNoKeys) {
  create("entry", {{"password", "one"}});
  write_text(in_.folder / "entry" / ".pgberth-new-1-0", "half");
  write_text(in_.folder / "entry" / "password~", "of an editor");
  write_text(in_.folder / "entry" / "%70assword", "not as we spell it");
  fs::create_directory(in_.folder / ".pgberth-new-1-0");

  EXPECT_EQ(keys_of(read("entry")), (StoreKeys{{"password", "one"}}));
  EXPECT_EQ(read(".pgberth-new-1-0").presence, Presence::Absent);
}

/// What is missing or unknown for an entry that is to be made.
std::vector<Check> lacks(FileStore& files) {
  std::vector<Check> checks = files.examine({.read = {"a"}, .create = {"a"}});
  std::erase_if(checks, [](const Check& check) { return check.verdict == Verdict::Fine; });
  return checks;
}

TEST_F(FileStoreTest, LacksNothingWhereItsFolderIsOrCanBeMade) {
  EXPECT_EQ(lacks(in_.files), std::vector<Check>{});
  EXPECT_FALSE(fs::exists(in_.directory));
  create("a");
  const std::string before = stamp_of(in_.directory);

  EXPECT_EQ(lacks(in_.files), std::vector<Check>{});
  EXPECT_EQ(stamp_of(in_.directory), before);
}

TEST_F(FileStoreTest, NamesTheCommandThatClosesItsFolderToOthers) {
  create("a");
  fs::permissions(in_.directory, fs::perms{0755});

  const auto told = lacks(in_.files);

  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].about, kReachability);
  EXPECT_NE(told[0].cure.find("chmod 700 " + in_.directory.string()), std::string::npos);
}

TEST_F(FileStoreTest, NamesAFolderThatCannotBeWritten) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  create("a");
  fs::permissions(in_.folder, fs::perms{0500});

  const auto told = lacks(in_.files);
  fs::permissions(in_.folder, fs::perms{0700});

  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(told[0].about.starts_with("write "));
  EXPECT_TRUE(told[0].cure.starts_with("install -d -m 700 "));
}

}  // namespace
}  // namespace pgberth
