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
