#include <gtest/gtest.h>

#include "tests/support/harness.h"
#include <chrono>

namespace pgberth {
namespace {

using std::chrono::hours;

constexpr const char* kEntry = "prod-fence-creds";
constexpr const char* kMirror = "prod/fence-dbcreds";

/// A store that tells versions beside one that does not, and a memory of what they held.
class RecalledEntries : public testing::Test {
 protected:
  RecalledEntries() {
    memory_.set_oldest(hours{6});
    harness_.world.stores[{StoreKind::Aws}] = &manager_;
    pass();  // Everything is made,
    harness_.kubernetes.put(kMirror, manager_.entry(kEntry));
    pass();  // and read.
  }

  PassReport pass() {
    harness_.world.manual_clock.advance(std::chrono::minutes{1});
    return run_pass({.claims = pushed_claim()}, harness_.world,
                    {.apply = true, .memory = &memory_});
  }

  /// How many entries of Secrets Manager one more pass reads.
  std::size_t read_by_a_pass() {
    const std::size_t before = manager_.entries_read();
    pass();
    return manager_.entries_read() - before;
  }

  Harness harness_{};
  MemoryStore manager_{{.adds_keys = false, .tells_versions = true}};
  EntryMemory memory_{};
  const ClaimId fence_{"prod/fence"};
};

TEST_F(RecalledEntries, AreNotReadAgainWhileNothingMoves) {
  EXPECT_EQ(read_by_a_pass(), 0u);

  const PassReport report = pass();

  EXPECT_TRUE(report.plan.jobs.empty());
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(report.plan.states.at(fence_), CredentialState::Stored);
  EXPECT_TRUE(report.plan.not_looked_into.contains(fence_));  // Its login was not tried.
}

TEST_F(RecalledEntries, ShowNoSecretAndAllElse) {
  const PassReport report = pass();

  const Entry& entry = report.state.entries.at({{StoreKind::Aws}, std::string(kEntry)});
  EXPECT_EQ(entry.keys.at("password").text, "");
  EXPECT_NE(entry.keys.at("password").same_as, 0);
  EXPECT_EQ(entry.keys.at("username").text, "fence_prod");
}

TEST_F(RecalledEntries, AreReadWhenOneMoved) {
  MemoryStore::Keys keys = manager_.entry(kEntry);
  keys["password"] = "another";
  manager_.put(kEntry, keys);

  const PassReport report = pass();

  EXPECT_TRUE(report.state.unread.empty());
  EXPECT_EQ(report.plan.states.at(fence_), CredentialState::Disagreement);
}

TEST_F(RecalledEntries, AreReadWhenWhatIsComparedWithThemMoved) {
  MemoryStore::Keys keys = manager_.entry(kEntry);
  keys["password"] = "stale";
  harness_.kubernetes.put(kMirror, keys);

  const PassReport report = pass();

  EXPECT_EQ(report.plan.states.at(fence_), CredentialState::Disagreement);
}

TEST_F(RecalledEntries, AreReadAfterAWhileAndTheirLoginsTried) {
  harness_.world.manual_clock.advance(hours{6});
  const std::size_t before = manager_.entries_read();

  const PassReport report = pass();

  EXPECT_EQ(manager_.entries_read(), before + 1);
  EXPECT_EQ(report.plan.states.at(fence_), CredentialState::InSync);
}

TEST_F(RecalledEntries, AreReadWhereAStepNeedsTheirSecret) {
  harness_.server.change([](MemoryState& state) {
    state.databases.clear();
    state.roles.erase(RoleName{"fence_prod"});
  });

  const PassReport report = pass();

  ASSERT_TRUE(report.applied.has_value());
  EXPECT_TRUE(report.applied->all_done());
  EXPECT_FALSE(report.plan.jobs.empty());
  EXPECT_TRUE(report.state.unread.empty());
}

TEST_F(RecalledEntries, AreRecalledAlsoWhereNobodySetUpTheStoreOfTheirMirrors) {
  harness_.world.stores.erase({StoreKind::Kubernetes});
  pass();

  EXPECT_EQ(read_by_a_pass(), 0u);
}

TEST_F(RecalledEntries, AreNotKeptWhereTheListIsNewerThanWhatWasRead) {
  class LaggingStore : public MemoryStore {
   public:
    LaggingStore() : MemoryStore({.adds_keys = false, .tells_versions = true}) {}
    std::optional<Versions> versions(const std::set<std::string>& paths) override {
      auto told = MemoryStore::versions(paths);
      for (auto& [path, version] : *told) version = "newer";
      return told;
    }
  } lagging;
  lagging.put(kEntry, manager_.entry(kEntry));
  harness_.world.stores[{StoreKind::Aws}] = &lagging;
  pass();
  const std::size_t before = lagging.entries_read();

  pass();

  EXPECT_EQ(lagging.entries_read(), before + 1);
}

TEST_F(RecalledEntries, AreReadEachTimeWhereTheListLeavesThemOut) {
  class ForgetfulStore : public MemoryStore {
   public:
    ForgetfulStore() : MemoryStore({.adds_keys = false, .tells_versions = true}) {}
    std::optional<Versions> versions(const std::set<std::string>&) override { return Versions{}; }
  } forgetful;
  forgetful.put(kEntry, manager_.entry(kEntry));
  harness_.world.stores[{StoreKind::Aws}] = &forgetful;
  pass();
  const std::size_t before = forgetful.entries_read();

  pass();

  EXPECT_EQ(forgetful.entries_read(), before + 1);
}

TEST_F(RecalledEntries, AreReadWhenSomethingElseIsAskedOfThem) {
  Claims claims = pushed_claim();
  claims.claims.at(fence_).credential[Field::Database] =
      KeyRef{{{StoreKind::Aws}, std::string(kEntry)}, "note"};
  const std::size_t before = manager_.entries_read();

  run_pass({.claims = claims}, harness_.world, {.memory = &memory_});

  EXPECT_EQ(manager_.entries_read(), before + 1);
}

TEST_F(RecalledEntries, ThatCouldNotBeReadAreReadEachTime) {
  MemoryStore mirrors{{.tells_versions = true}};
  mirrors.put(kMirror, manager_.entry(kEntry));
  mirrors.set_presence(kMirror, Presence::Unreadable, "not allowed");
  harness_.world.stores[{StoreKind::Kubernetes}] = &mirrors;
  pass();
  const std::size_t before = mirrors.entries_read();

  pass();

  EXPECT_EQ(mirrors.entries_read(), before + 1) << "a right is granted without a new version";
}

TEST_F(RecalledEntries, AreForgottenWithTheSettings) {
  memory_.forget();

  EXPECT_EQ(read_by_a_pass(), 1u);
}

TEST_F(RecalledEntries, ThatAreAbsentAreAskedForEachTime) {
  manager_.remove(kEntry);
  harness_.kubernetes.remove(kMirror);
  Claims claims = pushed_claim();
  for (Place& place : claims.claims.at(fence_).places) place.birth = Birth::MustExist;
  const auto look = [&] {
    return run_pass({.claims = claims}, harness_.world, {.memory = &memory_});
  };
  look();
  const std::size_t before = manager_.entries_read();

  look();

  EXPECT_EQ(manager_.entries_read(), before + 1);
}

}  // namespace
}  // namespace pgberth
