#include "reconciler/adapters/vault/vault_session.h"

#include <gtest/gtest.h>

#include "tests/support/store_contract.h"
#include "tests/vault/canned_vault.h"
#include <chrono>
#include <string>
#include <vector>

namespace pgberth {
namespace {

using namespace std::chrono_literals;

CannedVault::Answer token_for(int seconds, const std::string& policy = "default") {
  return {200, R"({"auth":{"client_token":"hvs.one","renewable":true,"policies":[")" + policy +
                   R"("],"lease_duration":)" + std::to_string(seconds) + "}}"};
}
const CannedVault::Answer kEntryThere{200,
                                      R"({"data":{"data":{"a":"b"},"metadata":{"version":1}}})"};

TEST(VaultSession, RenewsAfterTwoThirdsAndLogsInWhenThatGivesLessThanHalf) {
  int lease = 60;
  const CannedVault vault([&](const std::string& call, const httplib::Request&) {
    if (call == "POST auth/token/renew-self") return token_for(lease);
    return call.ends_with("/login") ? token_for(60) : kEntryThere;
  });
  Asking asking(vault.url(), VaultAppRole{.role_id = "r"});
  const auto read = [&] { return read_one(asking.store, "secret/a").presence; };

  EXPECT_EQ(read(), Presence::Present);
  asking.clock.advance(39s);
  EXPECT_EQ(read(), Presence::Present);
  asking.clock.advance(2s);
  EXPECT_EQ(read(), Presence::Present);
  lease = 29;
  asking.clock.advance(41s);
  EXPECT_EQ(read(), Presence::Present);

  EXPECT_EQ(vault.calls(),
            (std::vector<std::string>{"POST auth/approle/login", "GET secret/data/a",
                                      "GET secret/data/a",  // Within two thirds.
                                      "POST auth/token/renew-self", "GET secret/data/a",
                                      "POST auth/token/renew-self", "POST auth/approle/login",
                                      "GET secret/data/a"}));
}

TEST(VaultSession, KeepsATokenThatIsGoodWhenNoOtherCanBeHad) {
  int logins = 0;
  const CannedVault vault([&](const std::string& call, const httplib::Request&) {
    if (call == "POST auth/token/renew-self") return CannedVault::Answer{403, "{}"};
    if (!call.ends_with("/login")) return kEntryThere;
    return ++logins == 1 ? token_for(60) : CannedVault::Answer{400, "{}"};
  });
  Asking asking(vault.url(), VaultAppRole{.role_id = "r"});
  const auto read = [&] { return read_one(asking.store, "secret/a").presence; };

  EXPECT_EQ(read(), Presence::Present);
  asking.clock.advance(41s);
  EXPECT_EQ(read(), Presence::Present);
  EXPECT_EQ(read(), Presence::Present);
  EXPECT_EQ(logins, 2);
  asking.clock.advance(20s);
  EXPECT_EQ(read(), Presence::Unreadable);
}

TEST(VaultSession, TriesARefusedLogInLessAndLessOften) {
  int logins = 0;
  const CannedVault vault([&](const std::string& call, const httplib::Request&) {
    if (call.ends_with("/login")) return ++logins, CannedVault::Answer{400, "{}"};
    return kEntryThere;
  });
  std::string secret_id = "one";
  Asking asking(vault.url(), VaultAppRole{.role_id = "r", .secret_id = [&] {
                                            return Result<Secret>(Secret{secret_id});
                                          }});
  const auto logins_after = [&](std::chrono::seconds time) {
    asking.clock.advance(time);
    (void)asking.store.read({"secret/a", "secret/b", "secret/c"});
    return logins;
  };

  EXPECT_EQ(logins_after(0s), 1);
  EXPECT_EQ(logins_after(9s), 1);
  EXPECT_EQ(logins_after(2s), 2);
  EXPECT_EQ(logins_after(59s), 2);
  EXPECT_EQ(logins_after(2s), 3);
  EXPECT_EQ(logins_after(359s), 3);
  secret_id = "two";
  EXPECT_EQ(logins_after(0s), 4) << "another secret is tried at once";
}

TEST(VaultSession, DropsATokenInPlaceOfWhichNoneCanBeHad) {
  int logins = 0;
  const CannedVault vault([&](const std::string& call, const httplib::Request&) {
    if (!call.ends_with("/login"))
      return CannedVault::Answer{403, R"({"errors":["permission denied","invalid token"]})"};
    return ++logins == 1 ? token_for(60) : CannedVault::Answer{400, "{}"};
  });
  Asking asking(vault.url(), VaultAppRole{.role_id = "r"});

  (void)read_one(asking.store, "secret/a");
  const std::size_t calls = vault.calls().size();
  (void)read_one(asking.store, "secret/b");

  EXPECT_EQ(logins, 2);
  EXPECT_EQ(vault.calls().size(), calls);
}

/// A token without the default policy cannot ask about itself.
TEST(VaultSession, BelievesVaultThatATokenIsInvalid) {
  int logins = 0;
  const CannedVault vault([&](const std::string& call, const httplib::Request&) {
    if (call.ends_with("/login")) return ++logins, token_for(60, "pgberth");
    return logins == 1
               ? CannedVault::Answer{403, R"({"errors":["permission denied","invalid token"]})"}
               : kEntryThere;
  });
  Asking asking(vault.url(), VaultAppRole{.role_id = "r"});

  EXPECT_EQ(read_one(asking.store, "secret/a").presence, Presence::Present);

  EXPECT_EQ(vault.calls(),
            (std::vector<std::string>{"POST auth/approle/login", "GET secret/data/a",
                                      "POST auth/approle/login", "GET secret/data/a"}));
}

}  // namespace
}  // namespace pgberth
