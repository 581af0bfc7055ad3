#include "reconciler/apply/checkup.h"

#include <gtest/gtest.h>

#include "tests/support/harness.h"
#include <mutex>

namespace pgberth {
namespace {

/// A store that notes what it was asked to look at.
class AskedStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;
  StoreWork work{};
  std::vector<Check> checks{};
  std::string name{};

  std::vector<Check> examine(const StoreWork& asked) override {
    work = asked;
    return checks;
  }
  Result<std::string> identity() override {
    return name.empty() ? MemoryStore::identity() : Result<std::string>(name);
  }
};

class AskedServer : public MemoryServer {
 public:
  std::vector<ServerWork> works{};
  std::vector<Check> checks{};

  std::vector<Check> examine(const ServerWork& asked) override {
    const std::lock_guard lock(busy_);
    works.push_back(asked);
    return checks;
  }

 private:
  std::mutex busy_{};
};

class CheckupTest : public testing::Test {
 protected:
  CheckupTest() {
    world_.stores = {{{StoreKind::Kubernetes}, &kubernetes_},
                     {{StoreKind::Aws}, &aws_},
                     {{StoreKind::Vault}, &vault_}};
    world_.servers = {{kServer, &server_}};
  }

  CheckupReport look(const Claims& claims, const CheckupOptions& options = {}) {
    return checkup({.claims = claims, .given = linked_secrets()}, world_, options);
  }

  AskedStore kubernetes_{};
  AskedStore aws_{MemoryStore::Options{.adds_keys = false}};
  AskedStore vault_{};
  AskedServer server_{};
  TestWorld world_{};
};

const Check kLack{.about = "CREATEDB",
                  .verdict = Verdict::Missing,
                  .seen = "may not",
                  .cure = "ALTER ROLE \"adm\" CREATEDB;"};

TEST_F(CheckupTest, AsksStoresForTheEntriesThatClaimsReadAndCreate) {
  (void)look(pushed_and_local_claim());

  EXPECT_EQ(aws_.work.create.size(), 1u);
  EXPECT_TRUE(aws_.work.read.contains(*aws_.work.create.begin()));
  EXPECT_EQ(kubernetes_.work.create.size(), 1u);
  EXPECT_TRUE(vault_.work.read.empty());
}

TEST_F(CheckupTest, AsksForKeysOnlyWhereTheyMayBeAdded) {
  (void)look(all_claims());

  EXPECT_TRUE(kubernetes_.work.add_keys.contains("prod/indexd-dbcreds"));  // Its ready mark.
  EXPECT_FALSE(vault_.work.add_keys.empty());                              // A shared entry.
  EXPECT_TRUE(aws_.work.add_keys.empty());
}

TEST_F(CheckupTest, TellsStoresWhatAPersonCannotDoInstead) {
  (void)look(all_claims());

  EXPECT_EQ(kubernetes_.work.copies, (std::set<std::string>{"prod/arborist-dbcreds"}));
  EXPECT_EQ(vault_.work.add_keys,
            (std::set<std::string>{"secret/prod/gafaelfawr", "secret/prod/postgres"}));
  EXPECT_EQ(vault_.work.add_passwords, (std::set<std::string>{"secret/prod/gafaelfawr"}));
  EXPECT_TRUE(aws_.work.add_passwords.empty());
}

TEST_F(CheckupTest, AsksAboutEntriesThatAreThereToo) {
  (void)look(local_claim());
  const std::set<std::string> before = kubernetes_.work.create;
  kubernetes_.put("prod/indexd-dbcreds", {{"password", "x"}});

  (void)look(local_claim());

  EXPECT_EQ(before, (std::set<std::string>{"prod/indexd-dbcreds"}));
  EXPECT_EQ(kubernetes_.work.create, before);
}

TEST_F(CheckupTest, AsksAServerOnceForAllThatClaimsWantThere) {
  const CheckupReport report = look(all_claims());

  ASSERT_EQ(server_.works.size(), 1u);
  const ServerWork& work = server_.works.front();
  EXPECT_TRUE(work.creates.contains(DatabaseName{"indexd_prod"}));
  EXPECT_TRUE(work.new_roles.contains(RoleName{"indexd_prod"}));
  EXPECT_TRUE(work.extensions.at("ltree"));
  EXPECT_FALSE(work.owners.contains(DatabaseName{"indexd_prod"}));
  EXPECT_FALSE(work.owners.empty());
  EXPECT_TRUE(work.grants.at(DatabaseName{"indexd_prod"})
                  .at(RoleName{"indexd_prod"})
                  .contains({On::Database, "ALL"}));
  ASSERT_EQ(report.servers.size(), 1u);
  EXPECT_EQ(report.servers.front().names, (std::set<std::string>{kServer.str()}));
}

TEST_F(CheckupTest, TakesTheNameThatAnEntryTells) {
  kubernetes_.put("prod/indexd-dbcreds", {{"database", "other"},
                                          {"username", "somebody"},
                                          {"password", "x"},
                                          {"host", "h"},
                                          {"port", "5432"}});

  (void)look(local_claim());

  ASSERT_EQ(server_.works.size(), 1u);
  EXPECT_TRUE(server_.works.front().databases.contains(DatabaseName{"other"}));
}

TEST_F(CheckupTest, LeavesBlockedClaimsAlone) {
  Claims claims = local_claim();
  claims.claims.begin()->second.blocked = true;

  const CheckupReport report = look(claims);

  EXPECT_TRUE(report.servers.empty());
  EXPECT_TRUE(report.stores.empty());
}

TEST_F(CheckupTest, ContactsNothingOutsideOfTheBounds) {
  const Claims claims = local_claim();
  const EnvironmentName environment = claims.claims.begin()->second.environment;

  const CheckupReport report =
      look(claims, {.bounds = {{environment, {.namespaces = {"elsewhere"}}}}});

  EXPECT_TRUE(report.stores.empty());
  EXPECT_EQ(kubernetes_.calls(), 0u);
  EXPECT_FALSE(looked_at_all(report));
}

TEST_F(CheckupTest, LooksAtStoresThatOnlySettingsName) {
  vault_.checks = {kLack};

  const CheckupReport report = look(local_claim(), {.stores = {{StoreKind::Vault}}});

  ASSERT_EQ(report.stores.size(), 2u);
  EXPECT_EQ(report.stores[1].what, "vault");
  EXPECT_EQ(report.stores[1].checks, (std::vector<Check>{kLack}));
}

TEST_F(CheckupTest, TellsWhichStoreItIsWhereThatIsKnown) {
  kubernetes_.name = "a-uid";

  const CheckupReport report = look(local_claim());

  ASSERT_EQ(report.stores.size(), 1u);
  ASSERT_EQ(report.stores[0].checks.size(), 1u);
  EXPECT_EQ(report.stores[0].checks[0].about, kIdentity);
  EXPECT_EQ(report.stores[0].checks[0].seen, "a-uid");
}

TEST_F(CheckupTest, TellsWhatCannotBeOpened) {
  world_.servers.clear();
  world_.stores.erase({StoreKind::Kubernetes});

  const CheckupReport report = look(local_claim());

  for (const auto* list : {&report.servers, &report.stores}) {
    ASSERT_EQ(list->size(), 1u);
    ASSERT_EQ(list->front().checks.size(), 1u);
    const Check& check = list->front().checks.front();
    EXPECT_EQ(check.about, kReachability);
    EXPECT_EQ(check.verdict, Verdict::Missing);
    EXPECT_FALSE(check.seen.empty());
    EXPECT_FALSE(check.cure.empty());
  }
  EXPECT_FALSE(looked_at_all(report));
}

TEST_F(CheckupTest, TellsWhatIsMissingFromWhatIsUnknown) {
  server_.checks = {kLack};
  const CheckupReport lacking = look(local_claim());
  server_.checks[0].verdict = Verdict::Unknown;
  const CheckupReport unknown = look(local_claim());
  server_.checks.clear();
  const CheckupReport fine = look(local_claim());

  EXPECT_TRUE(lacks_something(lacking) && looked_at_all(lacking));
  EXPECT_TRUE(!lacks_something(unknown) && !looked_at_all(unknown));
  EXPECT_TRUE(!lacks_something(fine) && looked_at_all(fine));
}

TEST_F(CheckupTest, LooksAtServersOfWhichNoClaimSpeaks) {
  server_.checks = {kLack};
  std::vector<SpareServer> spare;
  spare.push_back({.id = kServer, .what = "spare", .login = {.host = "spare"}});
  spare.push_back({.id = ServerId{"gone"}, .what = "gone", .login = {.host = "gone"}});

  const auto examined = checkup(spare, world_, 4);

  ASSERT_EQ(examined.size(), 2u);
  EXPECT_EQ(examined[0].checks, (std::vector<Check>{kLack}));
  EXPECT_EQ(examined[1].checks.at(0).about, kReachability);
}

TEST_F(CheckupTest, WritesNothing) {
  Harness harness;
  harness.kubernetes.put("prod/indexd-dbcreds", {{"password", "x"}});
  const std::string before = harness.snapshot();

  (void)checkup({.claims = all_claims(), .given = linked_secrets()}, harness.world, {});

  EXPECT_EQ(harness.snapshot(), before);
  EXPECT_TRUE(harness.server.log().empty());
}

}  // namespace
}  // namespace pgberth
