#include "reconciler/adapters/vault/vault.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"
#include "tests/support/store_contract.h"
#include "tests/support/vault_fixture.h"
#include <chrono>
#include <string>
#include <thread>

namespace pgberth {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

SecretReader reader(const std::string& text) {
  return [text] { return Result<Secret>(Secret{text}); };
}

/// A mount with one entry, and a policy that lets it be read.
class VaultLoginTest : public testing::Test {
 protected:
  VaultLoginTest() {
    vault_.policy(policy_,
                  "path \"" + mount_ + "data/*\" { capabilities = [\"create\", \"read\"] }");
    vault_.must("POST", mount_ + "data/entry", R"({"data":{"a":"b"}})");
  }

  StoredEntry read(VaultClient& client) const { return read_one(client.store(), path_); }
  static VaultAppRole login_of(const VaultFixture::AppRole& role) {
    return {.role_id = role.role_id, .secret_id = reader(role.secret_id)};
  }
  /// How often anybody did `operation` on `path` as the audit log has it.
  std::ptrdiff_t count(const std::string& call) const {
    const auto calls = vault_.calls_below(call.substr(call.find(' ') + 1));
    return std::ranges::count(calls, call);
  }

  VaultFixture& vault_ = shared_vault();
  std::string mount_ = vault_.new_mount();
  std::string policy_ = vault_.new_name("login");
  std::string path_ = mount_ + "entry";
};

TEST_F(VaultLoginTest, TakesAToken) {
  VaultClient client(address_of(vault_, vault_.token({policy_})));

  EXPECT_EQ(read(client).presence, Presence::Present);
}

TEST_F(VaultLoginTest, TakesATokenThatMayNotLookItselfUp) {
  VaultClient client(address_of(vault_, vault_.token({policy_}, {{"no_default_policy", true}})));

  const auto entry = read(client);
  const auto other = read_one(client.store(), "secret/other");

  EXPECT_EQ(entry.presence, Presence::Present);
  EXPECT_EQ(other.presence, Presence::Unreadable);
  EXPECT_EQ(other.detail.find("token"), std::string::npos) << other.detail;
}

TEST_F(VaultLoginTest, TellsATokenThatIsRefusedFromARightThatIsMissing) {
  VaultClient stranger(address_of(vault_, "hvs.tell-nobody"));
  VaultClient poor(address_of(vault_, vault_.token({policy_})));

  const auto unknown = stranger.store().create(path_, entry_of({{"a", "x"}}));
  const auto missing = poor.store().list(mount_);

  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Code::StoreAuth);
  EXPECT_EQ(unknown.error().what.find("tell-nobody"), std::string::npos);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::StoreRights);
  EXPECT_NE(missing.error().hint.find("\"list\" on \"" + mount_ + "metadata\""), std::string::npos)
      << missing.error().hint;
}

TEST_F(VaultLoginTest, RenewsATokenBeforeItEnds) {
  VaultClient client(
      address_of(vault_, vault_.token({policy_}, {{"ttl", "3s"}, {"period", "3s"}})));
  const auto before = count("update auth/token/renew-self");

  const auto until = std::chrono::steady_clock::now() + 5s;
  while (std::chrono::steady_clock::now() < until) {
    ASSERT_EQ(read(client).presence, Presence::Present);
    std::this_thread::sleep_for(100ms);
  }

  const auto renewals = count("update auth/token/renew-self") - before;
  EXPECT_GE(renewals, 1);
  EXPECT_LE(renewals, 4);
}

TEST_F(VaultLoginTest, ReadsATokenAnewThatHasEnded) {
  std::string token = vault_.token({policy_}, {{"ttl", "1h"}});
  VaultClient client(address_of(vault_, VaultToken{[&] { return Result<Secret>(Secret{token}); }}));
  ASSERT_EQ(read(client).presence, Presence::Present);
  vault_.must("POST", "auth/token/revoke", Json{{"token", token}}.dump());

  const auto ended = read(client);
  token = vault_.token({policy_});
  const auto renewed = read(client);

  EXPECT_EQ(ended.presence, Presence::Unreadable);
  EXPECT_NE(ended.detail.find("does not take the token"), std::string::npos) << ended.detail;
  EXPECT_EQ(renewed.presence, Presence::Present);
}

TEST_F(VaultLoginTest, LogsInByAppRoleOnceForManyCalls) {
  const auto role = vault_.app_role({policy_});
  VaultClient client(address_of(vault_, login_of(role)));
  const auto before = count("update auth/approle/login");

  for (int i = 0; i < 5; ++i) EXPECT_EQ(read(client).presence, Presence::Present);

  EXPECT_EQ(count("update auth/approle/login") - before, 1);
}

TEST_F(VaultLoginTest, LogsInOnceForWhoOpensTheSameVaultAgain) {
  const auto role = vault_.app_role({policy_});
  RealClock clock;
  TestEntropy entropy;
  OpenVaults vaults(clock, entropy);
  const auto before = count("update auth/approle/login");
  const auto look = [&](const std::string& said) {
    VaultAddress address = address_of(vault_, login_of(role));
    address.said = said;
    const auto store = vaults.open(address);
    EXPECT_EQ(read_one(**store, path_).presence, Presence::Present);
  };

  look("one");
  look("one");
  EXPECT_EQ(count("update auth/approle/login") - before, 1);
  look("another");
  EXPECT_EQ(count("update auth/approle/login") - before, 2);
}

TEST_F(VaultLoginTest, LogsInAnewAfterARightWasMissing) {
  const auto role = vault_.app_role({});
  RealClock clock;
  TestEntropy entropy;
  OpenVaults vaults(clock, entropy);
  VaultAddress address = address_of(vault_, login_of(role));
  address.said = "said";

  EXPECT_EQ(read_one(**vaults.open(address), path_).presence, Presence::Unreadable);
  vault_.must("POST", role.path, Json{{"token_policies", policy_}}.dump());
  EXPECT_EQ(read_one(**vaults.open(address), path_).presence, Presence::Present);
}

TEST_F(VaultLoginTest, ReadsATokenThatIsGivenEachTime) {
  std::string token = vault_.token({"default"});
  RealClock clock;
  TestEntropy entropy;
  OpenVaults vaults(clock, entropy);
  VaultAddress address =
      address_of(vault_, VaultToken{[&token] { return Result<Secret>(Secret{token}); }});
  address.said = "said";

  EXPECT_EQ(read_one(**vaults.open(address), path_).presence, Presence::Unreadable);
  token = vault_.token({policy_});
  EXPECT_EQ(read_one(**vaults.open(address), path_).presence, Presence::Present);
}

TEST_F(VaultLoginTest, LogsInAnewWhenATokenCannotBeRenewedFurther) {
  const auto role = vault_.app_role({policy_}, {{"token_ttl", "2s"}, {"token_max_ttl", "3s"}});
  VaultClient client(address_of(vault_, login_of(role)));

  const auto until = std::chrono::steady_clock::now() + 5s;
  while (std::chrono::steady_clock::now() < until) {
    ASSERT_EQ(read(client).presence, Presence::Present);
    std::this_thread::sleep_for(100ms);
  }
}

TEST_F(VaultLoginTest, LogsInAnewAfterATokenEndedUnseen) {
  const auto role = vault_.app_role({policy_}, {{"token_ttl", "1s"}, {"token_max_ttl", "1s"}});
  // To its clock no time passes, so only the refusal tells.
  ManualClock clock;
  TestEntropy entropy;
  VaultStore store(std::make_unique<VaultApi>(address_of(vault_, login_of(role)), clock, entropy));
  ASSERT_EQ(read_one(store, path_).presence, Presence::Present);
  std::this_thread::sleep_for(1200ms);

  const auto entry = read_one(store, path_);
  const auto creation = store.create(mount_ + "new", entry_of({{"a", "x"}}));

  EXPECT_EQ(entry.presence, Presence::Present) << entry.detail;
  ASSERT_TRUE(creation) << creation.error().what;
  EXPECT_EQ(*creation, Creation::Created);
}

TEST_F(VaultLoginTest, SaysThatASecretIdIsUsedUp) {
  const auto role = vault_.app_role({policy_}, {{"secret_id_num_uses", 1}, {"token_ttl", "1h"}});
  VaultClient first(address_of(vault_, login_of(role)));
  VaultClient second(address_of(vault_, login_of(role)));
  ASSERT_EQ(read(first).presence, Presence::Present);

  const auto entry = read(second);
  const auto creation = second.store().create(mount_ + "new", entry_of({{"a", "x"}}));

  EXPECT_EQ(entry.presence, Presence::Unreadable);
  EXPECT_NE(entry.detail.find("invalid role or secret ID"), std::string::npos) << entry.detail;
  ASSERT_FALSE(creation);
  EXPECT_EQ(creation.error().code, Code::StoreAuth);
  for (const auto& text : {creation.error().what, creation.error().hint}) {
    EXPECT_EQ(text.find(role.secret_id), std::string::npos);
    EXPECT_EQ(text.find(role.role_id), std::string::npos);
  }
}

TEST_F(VaultLoginTest, SaysWhichLoginIsNotMounted) {
  VaultClient client(address_of(vault_, VaultAppRole{.mount = "nowhere/at-all", .role_id = "x"}));

  const auto entry = read(client);

  EXPECT_NE(entry.detail.find("\"auth/nowhere/at-all\""), std::string::npos) << entry.detail;
}

TEST_F(VaultLoginTest, SaysThatATokenFileOfAPodIsMissing) {
  VaultClient client(
      address_of(vault_, VaultKubernetes{.role = "pgberth", .token_file = "/nonexistent/token"}));

  const auto creation = client.store().create(path_, entry_of({{"a", "x"}}));

  ASSERT_FALSE(creation);
  EXPECT_EQ(creation.error().code, Code::StoreAuth);
  EXPECT_NE(creation.error().what.find("/nonexistent/token"), std::string::npos);
}

TEST_F(VaultLoginTest, MayBeSharedByManyThreads) {
  const auto role = vault_.app_role({policy_}, {{"token_ttl", "2s"}, {"token_max_ttl", "3s"}});
  VaultClient client(address_of(vault_, login_of(role)));
  const auto until = std::chrono::steady_clock::now() + 3s;
  std::atomic<int> bad = 0;
  {
    std::vector<std::jthread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        while (std::chrono::steady_clock::now() < until)
          if (read(client).presence != Presence::Present) ++bad;
      });
  }

  EXPECT_EQ(bad, 0);
}

}  // namespace
}  // namespace pgberth
