#include <gtest/gtest.h>

#include "tests/support/faulty.h"
#include "tests/support/harness.h"

namespace pgberth {
namespace {

PassReport stocktaking(Harness& harness, const Claims& claims, const BoundsOf& bounds = {}) {
  return run_pass({.claims = claims, .given = linked_secrets()}, harness.world,
                  {.inventory = true, .bounds = bounds, .jobs_at_once = 1});
}

/// All names that were listed, with the word of their store.
std::set<std::string> listed(const PassReport& report) {
  std::set<std::string> names;
  for (const auto& [from, entries] : report.inventories->entries)
    if (entries)
      for (const std::string& name : *entries) names.insert(to_string(EntryRef{from.store, name}));
  return names;
}

TEST(Inventory, IsTakenOnlyWhenItIsAskedFor) {
  Harness harness;

  EXPECT_FALSE(harness.pass(all_claims(), false).inventories);
}

TEST(Inventory, ChangesNothing) {
  Harness harness;
  (void)harness.pass(all_claims(), true);
  const std::string before = harness.snapshot();

  const PassReport report = stocktaking(harness, all_claims());

  ASSERT_TRUE(report.inventories);
  EXPECT_EQ(harness.snapshot(), before);
}

TEST(Inventory, ListsTheServersAndStoresInUse) {
  Harness harness;
  (void)harness.pass(local_claim(), true);
  harness.kubernetes.put("prod/old-dbcreds", {{"password", "x"}});
  harness.vault.put("nobody/uses/vault", {{"password", "x"}});

  const PassReport report = stocktaking(harness, local_claim());

  EXPECT_EQ(listed(report), (std::set<std::string>{"kubernetes prod/indexd-dbcreds",
                                                   "kubernetes prod/old-dbcreds"}));
  ASSERT_EQ(report.inventories->servers.size(), 1u);
  const auto& server = report.inventories->servers.at(kServer);
  ASSERT_TRUE(server);
  EXPECT_TRUE(server->databases.contains(DatabaseName{"indexd_prod"}));
}

TEST(Inventory, LeavesNamespacesAloneThatNobodyUses) {
  Harness harness;
  harness.kubernetes.put("kube-system/token", {{"token", "x"}});
  harness.kubernetes.put("production/other", {{"password", "x"}});

  EXPECT_TRUE(listed(stocktaking(harness, local_claim())).empty());
}

TEST(Inventory, ShowsNoEntryOutsideOfTheBoundsOfAnEnvironment) {
  Harness harness;
  const Claims claims = pushed_claim();
  const EnvironmentName environment = claims.claims.begin()->second.environment;
  for (const char* name : {"prod-old-creds", "prod-old-master", "staging-old-creds", "root"})
    harness.aws.put(name, {{"password", "x"}});

  const auto bounded =
      listed(stocktaking(harness, claims, {{environment, {.entries = {"prod-*-creds"}}}}));
  const auto unbounded = listed(stocktaking(harness, claims));

  EXPECT_TRUE(bounded.contains("aws prod-old-creds"));
  EXPECT_FALSE(bounded.contains("aws prod-old-master"));
  EXPECT_FALSE(bounded.contains("aws staging-old-creds"));
  EXPECT_FALSE(bounded.contains("aws root"));
  EXPECT_TRUE(unbounded.contains("aws staging-old-creds"));
}

TEST(Inventory, AsksAStoreOnlyForWhatTheBoundsBeginWith) {
  Harness harness;
  std::vector<std::string> calls;
  FaultyStore store(harness.aws, [&](const std::string& call) {
    calls.push_back(call);
    return Fault::None;
  });
  harness.world.stores[{StoreKind::Aws}] = &store;
  const Claims claims = pushed_claim();
  const EnvironmentName environment = claims.claims.begin()->second.environment;

  (void)stocktaking(harness, claims,
                    {{environment, {.entries = {"prod-*-creds", "prod-a?", "root", "prod-*"}}}});

  std::erase_if(calls, [](const std::string& call) { return !call.starts_with("store.list"); });
  EXPECT_EQ(calls, (std::vector<std::string>{"store.list prod-", "store.list root"}));
}

TEST(Inventory, RemembersWhatAdminLoginsNamedBeforeTheyWereResolved) {
  Harness harness;
  Claims claims = local_claim();
  const EntryRef master{{StoreKind::Kubernetes}, "prod/master"};
  harness.kubernetes.put("prod/master", {{"host", "db.example.internal"}, {"password", "x"}});
  claims.servers.begin()->second.admin[Field::Host] = KeyRef{master, "host"};

  const PassReport report = stocktaking(harness, claims);

  EXPECT_TRUE(listed(report).contains("kubernetes prod/master"));
  EXPECT_TRUE(report.inventories->named.contains(master));
}

TEST(Inventory, GoesOnWhenAStoreOrServerDoesNotAnswer) {
  Harness harness;
  harness.aws.put("left-over", {{"password", "x"}});
  const FaultHook hook = [](const std::string& call) {
    return call.starts_with("store.list") || call == "server.inventory" ? Fault::FailBefore
                                                                        : Fault::None;
  };
  FaultyStore store(harness.kubernetes, hook);
  FaultyServer server(harness.server, hook);
  harness.world.stores[{StoreKind::Kubernetes}] = &store;
  harness.world.servers[kServer] = &server;

  const PassReport report = stocktaking(harness, all_claims());

  EXPECT_FALSE(report.inventories->servers.at(kServer));
  EXPECT_TRUE(listed(report).contains("aws left-over"));
  int silent = 0;
  for (const auto& [from, entries] : report.inventories->entries) silent += entries ? 0 : 1;
  EXPECT_GT(silent, 0);
}

TEST(Inventory, DoesNotAskAServerTwiceThatDidNotAnswer) {
  Harness harness;
  std::vector<std::string> calls;
  FaultyServer server(harness.server, [&](const std::string& call) {
    calls.push_back(call);
    return call == "server.catalogue" ? Fault::FailBefore : Fault::None;
  });
  harness.world.servers[kServer] = &server;

  const PassReport report = stocktaking(harness, local_claim());

  EXPECT_FALSE(report.inventories->servers.at(kServer));
  EXPECT_EQ(calls, std::vector<std::string>{"server.catalogue"});
}

}  // namespace
}  // namespace pgberth
