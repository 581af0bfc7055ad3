#include "reconciler/apply/laid_out.h"

#include <gtest/gtest.h>

#include "tests/support/harness.h"
#include "tests/support/print_plan.h"
#include <algorithm>

namespace pgberth {
namespace {

/// A server on which something happens right after the catalogue was read the first time.
class BusyServer : public MemoryServer {
 public:
  explicit BusyServer(std::function<void(MemoryState&)> meanwhile)
      : meanwhile_(std::move(meanwhile)) {}

  Result<Catalogue> catalogue(const Names& names) override {
    auto seen = MemoryServer::catalogue(names);
    if (meanwhile_) change(std::exchange(meanwhile_, nullptr));
    return seen;
  }

 private:
  std::function<void(MemoryState&)> meanwhile_;
};

PassReport pass_on(Harness& harness, DatabaseServer& server, const Claims& claims) {
  harness.world.servers[kServer] = &server;
  return harness.pass(claims, true);
}

TEST(Apply, BearsNoPasswordForARoleThatAppearedSincePlanning) {
  Harness harness;
  BusyServer server([](MemoryState& state) {
    state.roles[RoleName{"indexd_prod"}] = {.seen = {.login = true}, .password = "somebody's"};
  });

  const PassReport report = pass_on(harness, server, local_claim());

  ASSERT_EQ(report.plan.jobs.size(), 1u);
  ASSERT_TRUE(report.applied->outcomes[0][0].error);
  EXPECT_EQ(report.applied->outcomes[0][0].error->code, Code::Superseded);
  EXPECT_TRUE(harness.kubernetes.changes().empty());
  EXPECT_TRUE(server.log().empty());
}

// A run beside this one came first with the same single key of a shared entry.
TEST(Apply, UsesTheKeyThatAppearedTogetherWithItsRole) {
  const std::string entry = "secret/prod/gafaelfawr";
  const RoleName role{"gafaelfawr"};
  Harness harness;
  BusyServer server([&](MemoryState& state) {
    harness.vault.put(entry, {{"database-password", "the-winner's"}});
    state.roles[role] = {.seen = {.login = true}, .password = "the-winner's"};
  });

  const PassReport report = pass_on(harness, server, shared_key_claim());

  EXPECT_TRUE(report.applied->all_done());
  EXPECT_EQ(harness.vault.entry(entry).at("database-password"), "the-winner's");
  EXPECT_EQ(server.state().roles.at(role).password, "the-winner's");
}

TEST(Apply, AddsNoKeyForARoleThatAppearedWithoutOne) {
  Harness harness;
  BusyServer server([&](MemoryState& state) {
    harness.vault.put("secret/prod/gafaelfawr", {{"another-key", "x"}});
    state.roles[RoleName{"gafaelfawr"}] = {.seen = {.login = true}, .password = "somebody's"};
  });

  const PassReport report = pass_on(harness, server, shared_key_claim());

  EXPECT_EQ(report.applied->outcomes[0][0].error->code, Code::Superseded);
  EXPECT_TRUE(harness.vault.changes().empty());
  EXPECT_TRUE(server.log().empty());
}

TEST(Apply, DoesNotBuildADatabaseThatAppearedSincePlanning) {
  Harness harness;
  BusyServer server([](MemoryState& state) { state.databases[DatabaseName{"indexd_prod"}] = {}; });

  const PassReport report = pass_on(harness, server, local_claim());

  EXPECT_TRUE(report.applied->all_done());
  EXPECT_EQ(server.state().databases.size(), 1u);
}

TEST(Apply, StopsTheJobWhenTheEntryThatAppearedSaysSomethingElse) {
  class BusyStore : public MemoryStore {
   public:
    Result<Creation> create(const std::string& path, const NewEntry& entry) override {
      put(path, {{"database", "elsewhere"},
                 {"username", "indexd_prod"},
                 {"password", "p"},
                 {"host", "db.example.internal"},
                 {"port", "5432"}});
      return MemoryStore::create(path, entry);
    }
  };
  Harness harness;
  BusyStore store;
  harness.world.stores[{StoreKind::Kubernetes}] = &store;

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_EQ(report.applied->outcomes[0][0].error->code, Code::Superseded);
  EXPECT_EQ(report.applied->outcomes[0][1].result, StepResult::Skipped);
  EXPECT_TRUE(harness.server.log().empty());
}

TEST(Apply, UsesThePasswordThatIsStoredNotTheOneItDrew) {
  class RacedStore : public MemoryStore {
   public:
    Result<Creation> create(const std::string& path, const NewEntry& entry) override {
      Keys keys;
      for (const auto& [key, value] : entry.content) keys[key] = std::string(value.reveal());
      keys["password"] = "the-winner's";
      put(path, keys);
      return MemoryStore::create(path, entry);
    }
  };
  Harness harness;
  RacedStore store;
  harness.world.stores[{StoreKind::Kubernetes}] = &store;

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_TRUE(report.applied->all_done());
  EXPECT_EQ(harness.server.state().roles.at(RoleName{"indexd_prod"}).password, "the-winner's");
}

TEST(Apply, OneBrokenJobDoesNotStopTheOthers) {
  Harness harness;
  harness.server.change([](MemoryState& state) {
    state.databases[DatabaseName{"somebody's"}] = {};
    state.locked_elsewhere = {"database fence_prod"};
  });

  const PassReport report = harness.pass(all_claims(), true);

  EXPECT_FALSE(report.applied->all_done());
  const MemoryState after = harness.server.state();
  EXPECT_FALSE(after.databases.contains(DatabaseName{"fence_prod"}));
  EXPECT_TRUE(after.databases.contains(DatabaseName{"indexd_prod"}));
  EXPECT_TRUE(after.databases.contains(DatabaseName{"scm_integration"}));
}

TEST(Apply, FinishesADatabaseWhoseExtensionFails) {
  class Broken : public MemoryServer {
   public:
    Result<Creation> create_extension(const DatabaseName&, const std::string&) override {
      return Error{.code = Code::ServerFailed, .what = "no disk"};
    }
  };
  Harness harness;
  Broken server;

  const PassReport report = pass_on(harness, server, local_claim());

  EXPECT_FALSE(report.applied->all_done());
  EXPECT_TRUE(server.state().databases.contains(DatabaseName{"indexd_prod"}));
  EXPECT_EQ(harness.kubernetes.entry("prod/indexd-dbcreds").at("dbcreated"), "true");
}

TEST(Apply, SetsNoReadyMarkWithoutALogin) {
  Harness harness;
  harness.server.change([](MemoryState& state) { state.not_provable = {RoleName{"indexd_prod"}}; });

  const PassReport report = harness.pass(local_claim(), true);

  EXPECT_FALSE(report.applied->all_done());
  EXPECT_FALSE(harness.kubernetes.entry("prod/indexd-dbcreds").contains("dbcreated"));
  EXPECT_TRUE(harness.server.state().databases.contains(DatabaseName{"indexd_prod"}));
}

/// Asks for a stop while it builds a database.
class Stopping : public MemoryServer {
 public:
  Result<Creation> build(const DatabaseWanted& database) override {
    source.request_stop();
    return MemoryServer::build(database);
  }
  std::stop_source source{};
};

TEST(Stop, BetweenStepsGivesBackWhatWasBorrowedAndLeavesTheRestToTheNextRun) {
  Harness harness;
  Stopping server;
  server.change([](MemoryState& state) {
    state.version = 160015;
    use_plain_admin(state, RoleName{"admin"});
  });
  harness.world.servers = {{kServer, &server}};

  const PassReport report = run_pass({.claims = local_claim()}, harness.world,
                                     {.apply = true,
                                      .jobs_at_once = 1,
                                      .stop = server.source.get_token(),
                                      .stop_between_steps = true});
  EXPECT_FALSE(report.applied->all_done());
  EXPECT_FALSE(server.state().databases.contains(DatabaseName{"indexd_prod"}));
  EXPECT_TRUE(server.state().roles.at(RoleName{"admin"}).seen.member_of.empty());

  const PassReport next = run_pass({.claims = local_claim()}, harness.world, {.apply = true});
  EXPECT_TRUE(next.applied->all_done());
  EXPECT_TRUE(server.state().databases.contains(DatabaseName{"indexd_prod"}));
}

TEST(Stop, EndsTheJobThatHasBegunAndBeginsNoOther) {
  Harness harness;
  Stopping server;
  server.change([](MemoryState& state) { use_plain_admin(state, RoleName{"admin"}); });
  harness.world.servers = {{kServer, &server}};

  const PassReport report =
      run_pass({.claims = all_claims(), .given = linked_secrets()}, harness.world,
               {.apply = true, .jobs_at_once = 1, .stop = server.source.get_token()});

  // The job before it only makes an entry.
  EXPECT_EQ(report.applied->not_begun(), report.plan.jobs.size() - 2);
  EXPECT_EQ(server.state().databases.size(), 1U);
  EXPECT_TRUE(server.state().roles.at(RoleName{"admin"}).seen.member_of.empty());
  EXPECT_TRUE(std::ranges::any_of(
      report.findings, [](const Finding& finding) { return finding.code == Code::Interrupted; }));
}

TEST(Apply, GivesBackOnlyTheMembershipsItTook) {
  Harness harness;
  harness.server.change([](MemoryState& state) {
    state.version = 160015;
    use_plain_admin(state, RoleName{"admin"});
  });

  (void)harness.pass(local_claim(), true);

  EXPECT_TRUE(harness.server.state().roles.at(RoleName{"admin"}).seen.member_of.empty());
  EXPECT_EQ(harness.server.state().databases.at(DatabaseName{"indexd_prod"}).schema_owner,
            RoleName{"indexd_prod"});
}

TEST(Apply, ReadsTheSamePlanTwiceWithoutWriting) {
  Harness harness;
  (void)harness.pass(all_claims(), true);
  const auto log = harness.server.log();
  const auto writes = harness.kubernetes.changes().size() + harness.aws.changes().size() +
                      harness.vault.changes().size();

  const PassReport report = harness.pass(all_claims(), true);

  EXPECT_TRUE(report.plan.agrees());
  EXPECT_EQ(harness.server.log(), log);
  EXPECT_EQ(harness.kubernetes.changes().size() + harness.aws.changes().size() +
                harness.vault.changes().size(),
            writes);
}

/// Whether `claims` let the entry of the first one be seen with its envelope open.
bool opened(const Claims& claims) {
  Harness harness;
  const Place& place = claims.claims.begin()->second.places.front();
  harness.store(place.entry.store.kind)
      .put(place.entry.path, {{place.layout->envelope, R"({"user": "u"})"}});
  LaidOutWorld world(harness.world, claims);
  const auto store = world.store(place.entry.store);
  return !(*store)
              ->read({*place.entry.path})
              .at(place.entry.path)
              .content.contains(place.layout->envelope);
}

TEST(LaidOut, TakesNoLayoutFromAClaimThatIsNotPlanned) {
  Claims claims = two_namespaces_claims();
  EXPECT_TRUE(opened(claims));

  for (auto& [id, claim] : claims.claims) claim.blocked = true;

  EXPECT_FALSE(opened(claims));
}

}  // namespace
}  // namespace pgberth
