#include "reconciler/cli/operator_world.h"

#include <gtest/gtest.h>

#include "tests/cli/stub_parts.h"
#include <string>
#include <thread>
#include <vector>

namespace pgberth {
namespace {

using testing::StubParts;

const std::optional<Secret> kNoPassword{};

ListedServer listed(const std::string& text) {
  return *listed_server(text);
}

AdminLogin login(const std::string& host, const std::string& port = "") {
  return {.host = host, .port = port, .username = "values-user", .password = Secret{"values-pw"}};
}

TEST(ServerList, TakesHostsPortsAndAddresses) {
  struct Case {
    std::string text;
    std::string host;
    std::string port;
  };
  for (const auto& [text, host, port] : std::vector<Case>{
           {"db=postgresql://h/", "db", ""},
           {"DB.Example.internal:5433=postgres://h/", "db.example.internal", "5433"},
           {"10.0.0.1:1=postgresql://", "10.0.0.1", "1"},
           {"[::1]:5432=postgresql://h/", "::1", "5432"},
           {"[::1]=postgresql://h/", "::1", ""},
           {"fe80::1=postgresql://h/", "fe80::1", ""},
       }) {
    const auto server = listed_server(text);
    ASSERT_TRUE(server) << text;
    EXPECT_EQ(server->host, host);
    EXPECT_EQ(server->port, port);
  }
  EXPECT_EQ(listed("db=postgresql://u@h/?a=b").uri.reveal(), "postgresql://u@h/?a=b");
}

TEST(ServerList, PrefersTheMostExactEntry) {
  std::vector<ListedServer> list;
  list.push_back(listed("db=postgresql://any/"));
  list.push_back(listed("db:5433=postgresql://exact/"));
  list.push_back(listed("only:5433=postgresql://x/"));

  EXPECT_EQ(entry_for(list, "DB", "5433")->uri.reveal(), "postgresql://exact/");
  EXPECT_EQ(entry_for(list, "db", "5432")->uri.reveal(), "postgresql://any/");
  EXPECT_EQ(entry_for(list, "db", "")->uri.reveal(), "postgresql://any/");
  EXPECT_EQ(entry_for(list, "only", ""), nullptr);
  EXPECT_EQ(entry_for(list, "only", "5432"), nullptr);
  EXPECT_EQ(entry_for(list, "db.evil", "5432"), nullptr);
}

TEST(ServerList, TakesNoPortFor5432) {
  std::vector<ListedServer> list;
  list.push_back(listed("db:5432=postgresql://x/"));

  EXPECT_NE(entry_for(list, "db", ""), nullptr);
}

TEST(OperatorWorld, ContactsNoServerThatIsNotListed) {
  StubParts stub;
  const Parts parts = stub.parts();
  Settings settings;
  settings.servers.push_back(listed("db=postgresql://h/"));
  OperatorWorld world(settings, kNoPassword, parts);

  const auto server = world.server(ServerId{"s"}, login("evil.example", "6000"));

  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().code, Code::ServerNotListed);
  EXPECT_NE(server.error().hint.find("--server evil.example:6000=postgresql://"),
            std::string::npos);
  EXPECT_TRUE(stub.addresses.empty());
}

TEST(OperatorWorld, SaysThatNothingTellsTheHost) {
  StubParts stub;
  const Parts parts = stub.parts();
  Settings settings;
  settings.servers.push_back(listed("db=postgresql://h/"));
  OperatorWorld world(settings, kNoPassword, parts);

  const auto server = world.server(ServerId{"s"}, login(""));

  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().code, Code::ServerNotListed);
}

TEST(OperatorWorld, HandsOnTheUriAndWhatItLeavesOpen) {
  StubParts stub;
  const Parts parts = stub.parts();
  Settings settings;
  settings.servers.push_back(listed("db=postgresql://admin@127.0.0.1/"));
  OperatorWorld world(settings, kNoPassword, parts);

  ASSERT_TRUE(world.server(ServerId{"s"}, login("db", "5433")));

  const AdminAddress& address = stub.addresses.at(0);
  EXPECT_EQ(address.uri.reveal(), "postgresql://admin@127.0.0.1/");
  EXPECT_EQ(address.otherwise.host, "db");
  EXPECT_EQ(address.otherwise.port, "5433");
  EXPECT_EQ(address.otherwise.username, "values-user");
  EXPECT_EQ(address.otherwise.password.reveal(), "values-pw");
}

TEST(OperatorWorld, AllowsWeakAuthenticationToTheOneServerOfWhichTheSettingsSayIt) {
  StubParts stub;
  const Parts parts = stub.parts();
  Settings settings;
  for (const char* const text : {"db=postgresql://h/", "other=postgresql://h/"})
    settings.servers.push_back(listed(text));
  settings.servers.front().allow_weak_authentication = true;
  OperatorWorld world(settings, kNoPassword, parts);

  ASSERT_TRUE(world.server(ServerId{"s"}, login("db")));
  ASSERT_TRUE(world.server(ServerId{"t"}, login("other")));

  EXPECT_TRUE(stub.addresses.at(0).allow_weak_authentication);
  EXPECT_FALSE(stub.addresses.at(1).allow_weak_authentication);
}

TEST(OperatorWorld, LetsTheOperatorsPasswordGoBeforeThatOfTheValues) {
  StubParts stub;
  const Parts parts = stub.parts();
  Settings settings;
  settings.servers.push_back(listed("db=postgresql://h/"));
  const std::optional<Secret> password = Secret{"operator-pw"};
  OperatorWorld world(settings, password, parts);

  ASSERT_TRUE(world.server(ServerId{"s"}, login("db")));

  EXPECT_EQ(stub.addresses.at(0).otherwise.password.reveal(), "operator-pw");
}

TEST(OperatorWorld, LosesOnlyTheServerWhosePasswordCannotBeRead) {
  StubParts stub;
  const Parts parts = stub.parts();
  Settings settings;
  for (const char* const text : {"db=postgresql://h/", "other=postgresql://h/"})
    settings.servers.push_back(listed(text));
  settings.servers.front().admin_password = []() -> Result<Secret> {
    return Error{.code = Code::BadSettings, .what = "the variable \"PW\" is not set"};
  };
  OperatorWorld world(settings, kNoPassword, parts);

  const auto server = world.server(ServerId{"s"}, login("db"));

  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().what, "the variable \"PW\" is not set");
  EXPECT_TRUE(stub.addresses.empty());
  EXPECT_TRUE(world.server(ServerId{"t"}, login("other")));
}

TEST(OperatorWorld, OpensAServerOnceWhoeverAsks) {
  StubParts stub;
  const Parts parts = stub.parts();
  Settings settings;
  settings.servers.push_back(listed("db=postgresql://h/"));
  OperatorWorld world(settings, kNoPassword, parts);
  std::vector<DatabaseServer*> seen(8);

  {
    std::vector<std::jthread> threads;
    threads.reserve(seen.size());
    for (auto& server : seen)
      threads.emplace_back([&] { server = *world.server(ServerId{"s"}, login("db")); });
  }

  EXPECT_EQ(stub.addresses.size(), 1u);
  EXPECT_EQ(std::vector<DatabaseServer*>(8, seen.front()), seen);
  EXPECT_NE(*world.server(ServerId{"t"}, login("db")), seen.front());
}

TEST(OperatorWorld, KeepsAllStoresBelowTheOneDirectory) {
  StubParts stub;
  const Parts parts = stub.parts();
  Settings settings;
  settings.stores.every = "secrets";
  OperatorWorld world(settings, kNoPassword, parts);

  auto* aws = *world.store({.kind = StoreKind::Aws});
  auto* kubernetes = *world.store({.kind = StoreKind::Kubernetes});

  EXPECT_EQ(aws, *world.store({.kind = StoreKind::Aws}));
  EXPECT_NE(aws, kubernetes);
  EXPECT_EQ(stub.stores, (std::vector<std::string>{"secrets aws", "secrets kubernetes"}));
}

TEST(OperatorWorld, HasNoStoreUntilOneIsSetUp) {
  StubParts stub;
  const Parts parts = stub.parts();
  const Settings settings;
  OperatorWorld world(settings, kNoPassword, parts);

  const auto store = world.store({.kind = StoreKind::Aws});

  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Code::StoreUnknown);
}

}  // namespace
}  // namespace pgberth
