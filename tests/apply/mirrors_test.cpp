#include <gtest/gtest.h>

#include "tests/support/harness.h"
#include "tests/support/print_plan.h"
#include <algorithm>
#include <chrono>

namespace pgberth {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

/// A store in which somebody keeps entries in step, and one that tells when its entries changed.
class KeptStore : public MemoryStore {
 public:
  std::map<std::string, Upkeep> keeper{};
  std::optional<sys_seconds> changed{};
  int asked = 0;

  std::map<std::string, StoredEntry> read(const std::set<std::string>& paths) override {
    auto answers = MemoryStore::read(paths);
    for (auto& [path, entry] : answers) entry.changed = changed;
    return answers;
  }
  std::map<std::string, Upkeep> upkeep(const std::set<std::string>& paths) override {
    ++asked;
    std::map<std::string, Upkeep> told;
    for (const std::string& path : paths)
      if (const auto found = keeper.find(path); found != keeper.end()) told.insert(*found);
    return told;
  }
};

const MemoryStore::Keys kCreds{{"database", "fence_prod"},
                               {"username", "fence_prod"},
                               {"password", "p"},
                               {"host", "db.example.internal"},
                               {"port", "5432"}};
constexpr const char* kMirror = "prod/fence-dbcreds";

class Mirrors : public testing::Test {
 protected:
  Mirrors() {
    harness_.world.stores[{StoreKind::Kubernetes}] = &cluster_;
    harness_.world.stores[{StoreKind::Aws}] = &manager_;
    MemoryStore::Keys truth = kCreds;
    truth["dbcreated"] = "true";
    manager_.put("prod-fence-creds", truth);
  }

  /// What is told under that code; "" when nothing is.
  std::string told(Code code) {
    std::string all;
    for (const Finding& finding : harness_.pass(pushed_claim(), false).findings)
      if (finding.code == code) all += finding.what;
    return all;
  }

  Harness harness_{};
  KeptStore cluster_{};
  KeptStore manager_{};
};

TEST_F(Mirrors, ThatIsNotThereYetIsToldWithWhatItsKeeperSays) {
  cluster_.keeper[kMirror] = {.says = "its keeper is out"};

  EXPECT_EQ(told(Code::MirrorBehind),
            "kubernetes prod/fence-dbcreds is not there yet: its keeper is out");
}

TEST_F(Mirrors, ThatLacksAKeyIsToldToo) {
  MemoryStore::Keys part = kCreds;
  part.erase("port");
  cluster_.put(kMirror, part);
  cluster_.keeper[kMirror] = {.says = "its keeper is out"};

  EXPECT_EQ(told(Code::MirrorBehind),
            "kubernetes prod/fence-dbcreds lacks \"port\": its keeper is out");
}

TEST_F(Mirrors, ThatDiffersIsOlderOrWrittenBySomebodyElse) {
  MemoryStore::Keys other = kCreds;
  other["password"] = "other";
  cluster_.put(kMirror, other);
  manager_.changed = sys_seconds{seconds{1'000}};
  const auto synced_at = [&](int second) {
    cluster_.keeper[kMirror] = {.says = "synced", .synced = sys_seconds{seconds{second}}};
    return told(Code::Disagreement);
  };

  EXPECT_NE(synced_at(900).find(": synced, before the entry changed"), std::string::npos);
  EXPECT_NE(synced_at(1'100).find("somebody else writes it too"), std::string::npos);
}

TEST_F(Mirrors, AreNotAskedAboutWhileTheyAgree) {
  cluster_.put(kMirror, kCreds);

  EXPECT_EQ(told(Code::MirrorBehind), "");
  EXPECT_EQ(cluster_.asked, 0);
}

TEST_F(Mirrors, OfWhichNobodyKnowsAreNoFinding) {
  EXPECT_EQ(told(Code::MirrorBehind), "");
  EXPECT_EQ(cluster_.asked, 1);
}

TEST(WithoutTheRightToAddKeys, MarksAndCopiesAreLeftToAPerson) {
  Harness harness;
  MemoryStore closed({.adds_keys = false});
  harness.world.stores[{StoreKind::Kubernetes}] = &closed;

  const PassReport first = harness.pass(local_claim(), true);
  const PassReport second = harness.pass(local_claim(), true);

  for (const PassReport* report : {&first, &second}) {
    // The first pass plans before anything has been tried.
    const std::string when = report == &first ? "Once its login works, run: " : "Run: ";
    const auto left = std::ranges::count_if(report->findings, [&](const Finding& finding) {
      return finding.code == Code::KeyNotGranted &&
             finding.hint == when +
                                 "kubectl -n prod patch secret indexd-dbcreds -p "
                                 "'{\"stringData\":{\"dbcreated\":\"true\"}}'";
    });
    EXPECT_EQ(left, 1) << print(report->plan);
    EXPECT_TRUE(report->applied->all_done());
  }
  EXPECT_TRUE(second.plan.jobs.empty()) << print(second.plan);
  EXPECT_FALSE(closed.entry("prod/indexd-dbcreds").contains("dbcreated"));
}

TEST(WithoutTheRightToAddKeys, ARefusalIsNoFailureAndIsTold) {
  /// One that lets itself be asked, and refuses.
  class Refusing : public MemoryStore {
   public:
    Result<std::set<std::string>> add_missing_keys(const std::string&, const NewKeys&) override {
      return Error{.code = Code::KeyNotGranted, .what = "not allowed"};
    }
  };
  Harness harness;
  Refusing refusing;
  harness.world.stores[{StoreKind::Kubernetes}] = &refusing;

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_TRUE(report.applied->all_done());
  EXPECT_EQ(report.applied->outcomes.at(0).back().result, StepResult::NotAllowed);
  EXPECT_EQ(std::ranges::count_if(
                report.findings,
                [](const Finding& finding) { return finding.code == Code::KeyNotGranted; }),
            1);
  EXPECT_EQ(without_effect(report).size(), 1u);
}

TEST(Copies, AreNotMadeWhereSomebodyElseIsToMakeThem) {
  Harness harness;
  KeptStore cluster;
  harness.world.stores[{StoreKind::Kubernetes}] = &cluster;
  cluster.keeper["prod/arborist-dbcreds"] = {.says = "its keeper is out"};

  const PassReport report = harness.pass(pushed_and_local_claim(), true);

  EXPECT_TRUE(cluster.entry("prod/arborist-dbcreds").empty()) << print(report.plan);
  EXPECT_EQ(std::ranges::count_if(
                report.findings,
                [](const Finding& finding) { return finding.code == Code::MirrorBehind; }),
            1);
  cluster.keeper["prod/arborist-dbcreds"] = {.says = "nobody makes it", .by_somebody = false};
  EXPECT_TRUE(harness.pass(pushed_and_local_claim(), true).applied->all_done());
  EXPECT_FALSE(cluster.entry("prod/arborist-dbcreds").empty());
}

TEST(WithoutTheRightToAddKeys, NothingIsMadeForAPasswordThatCannotBeStored) {
  Harness harness;
  MemoryStore closed({.adds_keys = false});
  harness.world.stores[{StoreKind::Vault}] = &closed;
  const Claims claims = shared_key_claim();
  for (const Place& place : claims.claims.begin()->second.places)
    closed.put(*place.entry.path, {{"other", "x"}});

  const PassReport report = harness.pass(claims, true);

  EXPECT_TRUE(report.plan.jobs.empty()) << print(report.plan);
  EXPECT_TRUE(std::ranges::any_of(
      report.findings, [](const Finding& finding) { return finding.code == Code::KeyNotGranted; }));
}

TEST(LockedEntries, GetNoMarkAndThatIsTold) {
  /// One in which all entries are locked.
  class Locked : public MemoryStore {
   public:
    std::map<std::string, StoredEntry> read(const std::set<std::string>& paths) override {
      auto answers = MemoryStore::read(paths);
      for (auto& [path, entry] : answers) entry.locked = entry.presence == Presence::Present;
      return answers;
    }
  };
  Harness harness;
  Locked locked;
  harness.world.stores[{StoreKind::Kubernetes}] = &locked;
  ASSERT_TRUE(harness.pass(local_claim(), true).applied->all_done());
  MemoryStore::Keys keys = locked.entry("prod/indexd-dbcreds");
  keys.erase("dbcreated");
  locked.put("prod/indexd-dbcreds", keys);

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_TRUE(report.plan.jobs.empty()) << print(report.plan);
  EXPECT_TRUE(std::ranges::any_of(report.findings, [](const Finding& finding) {
    return finding.code == Code::KeyNotGranted &&
           finding.what.find("no key can be added") != std::string::npos;
  }));
}

TEST(ReadyMarks, StandForThePasswordThatWasTried) {
  /// One in which somebody changes the password between the login and the mark.
  class Changing : public MemoryStore {
   public:
    Result<std::set<std::string>> add_missing_keys(const std::string& path,
                                                   const NewKeys& keys) override {
      MemoryStore::Keys now = entry(path);
      now["password"] = "another";
      put(path, now);
      return MemoryStore::add_missing_keys(path, keys);
    }
  };
  Harness harness;
  Changing changing;
  harness.world.stores[{StoreKind::Kubernetes}] = &changing;

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_FALSE(report.applied->all_done());
  EXPECT_EQ(report.applied->outcomes.at(0).back().error->code, Code::Superseded);
  EXPECT_FALSE(changing.entry("prod/indexd-dbcreds").contains("dbcreated"));
}

TEST(ReadyMarks, OfACopyStandForThePasswordThatWasTriedToo) {
  /// One in which somebody makes the copy with another password.
  class Quick : public MemoryStore {
   public:
    Result<Creation> create(const std::string& path, const NewEntry& entry) override {
      MemoryStore::Keys other;
      for (const auto& [key, value] : entry.content) other[key] = std::string(value.reveal());
      other["password"] = "another";
      put(path, other);
      return MemoryStore::create(path, entry);
    }
  };
  Harness harness;
  Quick quick;
  harness.world.stores[{StoreKind::Kubernetes}] = &quick;

  const PassReport report = harness.pass(pushed_and_local_claim(), true);

  EXPECT_FALSE(report.applied->all_done()) << print(report.plan);
  EXPECT_FALSE(quick.entry("prod/arborist-dbcreds").contains("dbcreated"));
}

TEST(WithoutTheRightToAddKeys, NoKeyIsAddedToAnEntryOfTheSamePass) {
  Harness harness;
  MemoryStore closed({.adds_keys = false});
  harness.world.stores[{StoreKind::Vault}] = &closed;
  Claims claims = shared_key_claim();
  Claim other = claims.claims.begin()->second;
  other.id = ClaimId{"prod/other_db"};
  for (const Field field : {Field::Database, Field::Username})
    other.credential[field] = Text{"other", {}};
  for (Place& place : other.places) {
    Layout layout = *place.layout;
    layout.keys = {{"other-password", {Field::Password}}};
    place.layout = layout;
  }
  claims.claims.emplace(other.id, other);

  const PassReport report = harness.pass(claims, true);

  int left = 0;
  for (const auto& job : report.applied->outcomes)
    for (const Outcome& outcome : job)
      left += static_cast<int>(outcome.error && outcome.error->code == Code::KeyNotGranted);
  EXPECT_EQ(left, 1);
  EXPECT_EQ(closed.entry("secret/prod/gafaelfawr").size(), 1u) << "that of the first";
}

TEST_F(Mirrors, ThatCannotBeReadAreTold) {
  cluster_.set_presence(kMirror, Presence::Unreadable, "no right");

  EXPECT_EQ(told(Code::Unreadable), "kubernetes prod/fence-dbcreds cannot be read: no right");
}

TEST(Copies, ThatLoseARaceToAnotherPasswordAreNoSuccess) {
  /// One in which somebody is quicker.
  class Quick : public MemoryStore {
   public:
    Result<std::set<std::string>> add_missing_keys(const std::string& path,
                                                   const NewKeys& keys) override {
      MemoryStore::Keys now = entry(path);
      for (const auto& [key, value] : keys.content) now[key] = "another";
      put(path, now);
      return MemoryStore::add_missing_keys(path, keys);
    }
  };
  Harness harness;
  Quick quick;
  harness.world.stores[{StoreKind::Vault}] = &quick;
  quick.put("secret/prod/gafaelfawr", {{"database-password", "p"}});
  quick.put("secret/prod/postgres", {{"other", "x"}});

  const PassReport report = harness.pass(shared_key_claim(), true);

  EXPECT_FALSE(report.applied->all_done()) << print(report.plan);
}

}  // namespace
}  // namespace pgberth
