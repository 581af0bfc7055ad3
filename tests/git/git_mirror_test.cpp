#include "reconciler/adapters/git/git_mirror.h"

#include "reconciler/adapters/git/git_library.h"

#include <gtest/gtest.h>

#include "tests/support/git_repo.h"
#include "tests/support/temp_dir.h"
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stop_token>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <vector>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

class GitMirrorTest : public testing::Test {
 protected:
  MirrorSettings settings(const std::string& ref = "main") const {
    return {.url = "file://" + remote_.path().string(),
            .folder = home_ / "mirror",
            .ref = ref,
            .timeout = std::chrono::seconds{60},
            .program = PGBERTH_BINARY};
  }
  static std::unique_ptr<ValuesSource> open(MirrorSettings settings) {
    auto opened = open_mirror(std::move(settings));
    if (!opened) throw std::runtime_error(opened.error().what);
    return *std::move(opened);
  }
  /// The commit that was pulled, or the code and what is said.
  static std::string pull(ValuesSource& mirror) { return said(mirror.pull({})); }
  static std::string said(const Result<CommitId>& commit) {
    if (commit) return commit->id;
    EXPECT_FALSE(commit.error().hint.empty());
    return to_string(commit.error().code) + " " + commit.error().what;
  }
  static std::string values(ValuesSource& mirror, const std::string& commit) {
    auto tree = mirror.repository().tree({commit});
    if (!tree) return tree.error().what;
    auto text = (*tree)->read("values.yaml", 1000);
    return text ? *text : to_string(text.error().code);
  }
  static std::vector<std::string> notes(ValuesSource& mirror) {
    std::vector<std::string> list;
    for (const Finding& note : mirror.notes())
      list.push_back(to_string(note.code) + " " + note.what);
    return list;
  }
  std::vector<std::string> clones() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(home_ / "mirror"))
      if (entry.is_directory()) names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
  }
  fs::path pack_of(const std::string& clone) const {
    for (const auto& entry : fs::directory_iterator(home_ / "mirror" / clone / "objects/pack"))
      if (entry.path().extension() == ".pack") return entry.path();
    throw std::runtime_error("no pack");
  }
  /// Every file of the folder with the time of its last change.
  std::vector<std::string> everything() const {
    std::vector<std::string> list;
    for (const auto& entry : fs::recursive_directory_iterator(home_ / "mirror"))
      list.push_back(entry.path().string() + " " +
                     std::to_string(entry.last_write_time().time_since_epoch().count()));
    std::ranges::sort(list);
    return list;
  }

  GitLibrary library_{};
  GitRepo remote_{};
  TempDir home_{};
};

TEST_F(GitMirrorTest, PullsABranchAndWhatIsPushedToIt) {
  const auto first = remote_.commit({{"values.yaml", "a: 1\n"}});
  const auto mirror = open(settings());
  EXPECT_EQ(pull(*mirror), first);
  EXPECT_EQ(values(*mirror, first), "a: 1\n");

  const auto second = remote_.commit({{"values.yaml", "a: 2\n"}});
  remote_.commit({{"values.yaml", "a: 3\n"}}, "other");
  EXPECT_EQ(pull(*mirror), second);

  EXPECT_EQ(values(*mirror, second), "a: 2\n");
  EXPECT_EQ(values(*mirror, first), "a: 1\n");
  EXPECT_EQ(notes(*mirror), std::vector<std::string>{});
  EXPECT_EQ(said(mirror->repository().merge_base({first}, {second})), first);
}

TEST_F(GitMirrorTest, ChecksNothingOutAndKeepsItsFolderToItself) {
  const auto commit = remote_.commit({{"values.yaml", "a: 1\n"}});
  const auto mirror = open(settings());

  ASSERT_EQ(pull(*mirror), commit);

  EXPECT_EQ(fs::status(home_ / "mirror").permissions(), fs::perms::owner_all);
  for (const auto& entry : fs::recursive_directory_iterator(home_ / "mirror"))
    EXPECT_NE(entry.path().filename(), "values.yaml");
}

TEST_F(GitMirrorTest, FetchesAndWritesNothingWhereNothingChanged) {
  remote_.commit({{"values.yaml", "a: 1\n"}});
  const auto mirror = open(settings());
  const auto commit = pull(*mirror);
  const auto before = everything();

  for (int turn = 0; turn < 3; ++turn) EXPECT_EQ(pull(*mirror), commit);

  EXPECT_EQ(everything(), before);
}

TEST_F(GitMirrorTest, GoesOnAfterARestart) {
  const auto commit = remote_.commit({{"values.yaml", "a: 1\n"}});
  ASSERT_EQ(pull(*open(settings())), commit);
  const auto before = everything();

  const auto mirror = open(settings());

  EXPECT_EQ(said(mirror->repository().commit(commit)), "E802 nothing was pulled yet");
  EXPECT_EQ(pull(*mirror), commit);
  EXPECT_EQ(values(*mirror, commit), "a: 1\n");
  EXPECT_EQ(everything(), before);
}

TEST_F(GitMirrorTest, FindsBranchesTagsRefsCommitsAndTheHead) {
  const auto first = remote_.commit({{"values.yaml", "a: 1\n"}});
  const auto second = remote_.commit({{"values.yaml", "a: 2\n"}});
  remote_.git({"tag", "light", first});
  remote_.git({"tag", "-a", "-m", "a release", "heavy", first});
  remote_.git({"update-ref", "refs/pull/7/head", first});

  for (const std::string ref :
       {"light", "heavy", "refs/tags/heavy", "refs/pull/7/head", first.c_str()}) {
    auto these = settings(ref);
    these.folder = home_ / "mirrors" / std::string(ref.substr(0, 4)) / ref;
    const auto mirror = open(these);
    EXPECT_EQ(pull(*mirror), first) << ref;
    EXPECT_EQ(values(*mirror, first), "a: 1\n") << ref;
  }
  EXPECT_EQ(pull(*open(settings(""))), second);
  EXPECT_EQ(pull(*open(settings(second))), second);
}

TEST_F(GitMirrorTest, FindsACommitThatIsNoTip) {
  const auto first = remote_.commit({{"values.yaml", "a: 1\n"}});
  remote_.commit({{"values.yaml", "a: 2\n"}});
  const auto mirror = open(settings(first));

  EXPECT_EQ(pull(*mirror), first);
  EXPECT_EQ(values(*mirror, first), "a: 1\n");

  const std::string none(40, '1');
  auto these = settings(none);
  these.folder = home_ / "other";
  EXPECT_EQ(pull(*open(these)), "E812 \"" + these.url + "\" has no commit \"" + none + "\"");
}

TEST_F(GitMirrorTest, SaysThatARefIsMissingOrGone) {
  const auto commit = remote_.commit({{"values.yaml", "a: 1\n"}});
  remote_.git({"branch", "side"});
  const auto mirror = open(settings("side"));
  ASSERT_EQ(pull(*mirror), commit);

  remote_.git({"branch", "-D", "side"});

  EXPECT_EQ(pull(*mirror), "E812 \"" + settings().url + "\" has no branch or tag \"side\"");
  EXPECT_EQ(values(*mirror, commit), "a: 1\n");
  remote_.git({"branch", "side", "main"});
  EXPECT_EQ(pull(*mirror), commit);
}

TEST_F(GitMirrorTest, SaysThatThereIsNothingYet) {
  EXPECT_EQ(pull(*open(settings(""))), "E812 \"" + settings().url + "\" has no commit yet");
  remote_.git({"tag", "blob", remote_.blob("a: 1\n")});
  EXPECT_EQ(pull(*open(settings("blob"))),
            "E812 \"blob\" of \"" + settings().url + "\" is no commit");
}

TEST_F(GitMirrorTest, FollowsAHistoryThatWasRewrittenAndSaysSo) {
  remote_.commit({{"values.yaml", "a: 1\n"}});
  const auto before = remote_.commit({{"values.yaml", "a: 2\n"}});
  const auto mirror = open(settings());
  ASSERT_EQ(pull(*mirror), before);
  remote_.git({"update-ref", "refs/heads/main", "main~1"});

  const auto after = remote_.commit({{"values.yaml", "a: 3\n"}});

  EXPECT_EQ(pull(*mirror), after);
  EXPECT_EQ(values(*mirror, after), "a: 3\n");
  EXPECT_EQ(notes(*mirror), std::vector<std::string>{"N815 \"main\" of \"" + settings().url +
                                                     "\" was rewritten: " + before +
                                                     " is not in the history of " + after});
  EXPECT_EQ(pull(*mirror), after);
  EXPECT_EQ(notes(*mirror), std::vector<std::string>{});
}

TEST_F(GitMirrorTest, FollowsABranchThatWentBack) {
  const auto first = remote_.commit({{"values.yaml", "a: 1\n"}});
  remote_.commit({{"values.yaml", "a: 2\n"}});
  const auto mirror = open(settings());
  pull(*mirror);

  remote_.git({"update-ref", "refs/heads/main", first});

  EXPECT_EQ(pull(*mirror), first);
  EXPECT_EQ(notes(*mirror).size(), 1U);
}

TEST_F(GitMirrorTest, MakesADamagedCloneAnew) {
  const auto commit = remote_.commit({{"values.yaml", std::string(900, 'x')}});
  ASSERT_EQ(pull(*open(settings())), commit);
  const auto pack = pack_of("clone-1");
  fs::permissions(pack, fs::perms::owner_all);
  fs::resize_file(pack, fs::file_size(pack) / 2);

  const auto mirror = open(settings());

  EXPECT_EQ(pull(*mirror), commit);
  EXPECT_EQ(values(*mirror, commit), std::string(900, 'x'));
  ASSERT_EQ(notes(*mirror).size(), 1U);
  EXPECT_TRUE(notes(*mirror).front().starts_with("N816 ")) << notes(*mirror).front();
  pull(*mirror);
  EXPECT_EQ(clones(), std::vector<std::string>{"clone-2"});
}

TEST_F(GitMirrorTest, MakesTheCloneAnewWhenAReaderMetDamage) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += std::to_string(i * 7919) + ": x\n";
  const auto commit = remote_.commit({{"values.yaml", text}});
  const auto mirror = open(settings());
  ASSERT_EQ(pull(*mirror), commit);
  const auto pack = pack_of("clone-1");
  fs::permissions(pack, fs::perms::owner_all);
  std::fstream file(pack, std::ios::in | std::ios::out | std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  file.seekp(static_cast<std::streamoff>(bytes.size() - 60));  // In the blob, which comes last.
  file << std::string(20, '\x55');
  file.close();

  EXPECT_EQ(values(*mirror, commit), "E802");
  EXPECT_EQ(pull(*mirror), commit);

  EXPECT_EQ(values(*mirror, commit), text);
  EXPECT_EQ(notes(*mirror),
            std::vector<std::string>{"N816 the clone of \"" + settings().url +
                                     "\" was made anew: an object in it was damaged"});
}

TEST_F(GitMirrorTest, TouchesNoFolderThatIsNotItsOwn) {
  remote_.commit({{"values.yaml", "a: 1\n"}});
  fs::create_directories(home_ / "mirror/clone-1");
  std::ofstream(home_ / "mirror/precious") << "kept";
  const auto mirror = open(settings());
  const std::string refused = "E813 the folder \"" + (home_ / "mirror").string() + "\" ";

  EXPECT_EQ(pull(*mirror), refused + "holds something that is no clone of pgberth's own");

  std::ofstream(home_ / "mirror/pgberth-mirror.json") << "{}";
  EXPECT_EQ(pull(*mirror), refused + "has a mark that pgberth did not write");
  EXPECT_TRUE(fs::exists(home_ / "mirror/precious"));
  EXPECT_TRUE(fs::exists(home_ / "mirror/clone-1"));
}

TEST_F(GitMirrorTest, ClonesAnewWhenTheUrlIsAnother) {
  remote_.commit({{"values.yaml", "a: 1\n"}});
  ASSERT_EQ(pull(*open(settings())).size(), 40U);
  GitRepo other;
  const auto commit = other.commit({{"values.yaml", "b: 1\n"}});
  auto these = settings();
  these.url = other.path();

  const auto mirror = open(these);

  EXPECT_EQ(pull(*mirror), commit);
  EXPECT_EQ(values(*mirror, commit), "b: 1\n");
  pull(*mirror);
  EXPECT_EQ(clones(), std::vector<std::string>{"clone-2"});
}

TEST_F(GitMirrorTest, ClearsAwayWhatAKilledPullHasLeft) {
  remote_.commit({{"values.yaml", "a: 1\n"}});
  ASSERT_EQ(pull(*open(settings())).size(), 40U);
  fs::create_directories(home_ / "mirror/clone-7/objects");
  std::ofstream(home_ / "mirror/clone-1/objects/pack/pack_git2_abcdef") << "half";
  std::ofstream(home_ / "mirror/clone-1/refs/pgberth/values.lock") << "half";

  const auto commit = remote_.commit({{"values.yaml", "a: 2\n"}});

  EXPECT_EQ(pull(*open(settings())), commit);
  EXPECT_EQ(clones(), std::vector<std::string>{"clone-1"});
  EXPECT_FALSE(fs::exists(home_ / "mirror/clone-1/objects/pack/pack_git2_abcdef"));
}

TEST_F(GitMirrorTest, TakesNoCommitThatIsNotWhole) {
  const auto good = remote_.commit({{"values.yaml", "a: 1\n"}});
  const auto mirror = open(settings());
  ASSERT_EQ(pull(*mirror), good);
  const auto hole = remote_.tree({{"100644", "values.yaml", std::string(40, '1')}});
  remote_.commit_tree(hole);

  const auto text = pull(*mirror);

  EXPECT_TRUE(text.starts_with("E8")) << text;
  EXPECT_EQ(values(*mirror, good), "a: 1\n");
}

TEST_F(GitMirrorTest, RefusesMoreBytesThanItMayTake) {
  std::string noise;
  unsigned state = 1;
  for (int i = 0; i < 300'000; ++i)
    noise += static_cast<char>('a' + ((state = state * 1664525U + 1013904223U) >> 24U) % 26);
  remote_.commit({{"values.yaml", "a: 1\n"}, {"large", noise}});
  auto these = settings();
  these.limits.received = 100'000;

  EXPECT_EQ(pull(*open(these)), "E811 \"" + these.url + "\" sends more than 100000 bytes");
}

TEST_F(GitMirrorTest, SaysThatTheRemoteIsNotThere) {
  auto these = settings();
  these.url = "file://" + (home_ / "none").string();

  const auto text = pull(*open(these));

  EXPECT_TRUE(text.starts_with("E805 ") || text.starts_with("E814 ")) << text;
  EXPECT_NE(text.find(these.url), std::string::npos) << text;
}

TEST_F(GitMirrorTest, MakesTheCloneAnewAfterManyFetches) {
  remote_.commit({{"values.yaml", "a: 0\n"}});
  const auto mirror = open(settings());
  pull(*mirror);
  std::size_t most = 0;
  std::vector<std::string> rebuilt;

  for (int i = 1; i <= 60; ++i) {
    const auto commit = remote_.commit({{"values.yaml", "a: " + std::to_string(i) + "\n"}});
    ASSERT_EQ(pull(*mirror), commit);
    for (const auto& note : notes(*mirror)) rebuilt.push_back(note);
    std::size_t packs = 0;
    for (const auto& entry : fs::recursive_directory_iterator(home_ / "mirror"))
      if (entry.path().extension() == ".pack") ++packs;
    most = std::max(most, packs);
  }

  EXPECT_EQ(rebuilt, std::vector<std::string>{"N816 the clone of \"" + settings().url +
                                              "\" was made anew: it had grown to 50 packs"});
  EXPECT_LE(most, 51U);
  EXPECT_EQ(clones(), std::vector<std::string>{"clone-2"});
}

TEST_F(GitMirrorTest, LeavesNoDescriptorOpen) {
  remote_.commit({{"values.yaml", "a: 0\n"}});
  const auto mirror = open(settings());
  const auto open_files = [] {
    return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator());
  };
  values(*mirror, pull(*mirror));
  const auto before = open_files();

  for (int turn = 0; turn < 20; ++turn) values(*mirror, pull(*mirror));

  EXPECT_EQ(open_files(), before);
}

TEST_F(GitMirrorTest, EndsThePullThatIsStoppedOrTakesTooLong) {
  auto these = settings();
  these.program = home_ / "sleeper";
  std::ofstream(these.program) << "#!/bin/sh\necho $$ >" << (home_ / "pid").string()
                               << "\nexec sleep 60\n";
  fs::permissions(these.program, fs::perms::owner_all);
  these.timeout = std::chrono::milliseconds{300};
  const auto start = std::chrono::steady_clock::now();

  EXPECT_EQ(pull(*open(these)), "E810 \"" + these.url + "\" was not pulled within 300 ms");

  these.timeout = std::chrono::seconds{50};
  std::stop_source stop;
  const std::jthread soon([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds{200});
    stop.request_stop();
  });
  EXPECT_EQ(said(open(these)->pull(stop.get_token())), "E602 the pull was stopped");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{20});
  std::string pid;
  std::ifstream(home_ / "pid") >> pid;
  EXPECT_FALSE(fs::exists("/proc/" + pid + "/fd"));
}

TEST_F(GitMirrorTest, SaysHowTheProcessEndedThatGaveNoAnswer) {
  auto these = settings();
  these.program = home_ / "broken";
  std::ofstream(these.program) << "#!/bin/sh\nkill -9 $$\n";
  fs::permissions(these.program, fs::perms::owner_all);

  EXPECT_EQ(pull(*open(these)),
            "E814 the process that talks to the git server was ended by signal 9");

  these.program = home_ / "none";
  EXPECT_EQ(pull(*open(these)).substr(0, 4), "E814");
}

}  // namespace
}  // namespace pgberth
