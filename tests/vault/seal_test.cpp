#include "reconciler/adapters/vault/vault.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"
#include "tests/support/store_contract.h"
#include "tests/support/vault_fixture.h"
#include <string>

namespace pgberth {
namespace {

TEST(SealedVault, SaysSoAtOnce) {
  const VaultFixture vault;
  ManualClock clock;
  TestEntropy entropy;
  VaultStore store(
      std::make_unique<VaultApi>(address_of(vault, vault.root_token()), clock, entropy));
  ASSERT_TRUE(store.create("secret/entry", entry_of({{"a", "b"}})));
  vault.seal();

  const auto answers = store.read({"secret/entry", "secret/other"});
  const auto creation = store.create("secret/new", entry_of({{"a", "b"}}));
  const auto listed = store.list("secret/");

  for (const auto& [path, entry] : answers) {
    EXPECT_EQ(entry.presence, Presence::Unreadable);
    EXPECT_EQ(entry.detail, "Vault at \"" + vault.url() + "\" is sealed");
  }
  ASSERT_FALSE(creation);
  EXPECT_EQ(creation.error().code, Code::StoreSealed);
  ASSERT_FALSE(listed);
  EXPECT_EQ(listed.error().code, Code::StoreSealed);
  EXPECT_EQ(clock.passed().count(), 0);
  vault.unseal();
  EXPECT_EQ(keys_of(read_one(store, "secret/entry")), (StoreKeys{{"a", "b"}}));
}

TEST(SealedVault, IsSealedToLoginsToo) {
  VaultFixture vault;
  const auto role = vault.app_role({"default"});
  vault.seal();
  VaultClient client(address_of(vault, VaultAppRole{.role_id = role.role_id, .secret_id = [&] {
                                                      return Result<Secret>(Secret{role.secret_id});
                                                    }}));

  const auto creation = client.store().create("secret/new", entry_of({{"a", "b"}}));

  ASSERT_FALSE(creation);
  EXPECT_EQ(creation.error().code, Code::StoreSealed);
}

TEST(VaultOverTls, IsTrustedByItsAuthorityAlone) {
  const VaultFixture vault(true);
  ManualClock clock;
  TestEntropy entropy;
  const VaultAddress address = address_of(vault, vault.root_token());
  VaultAddress trusting = address;
  trusting.ca_file = vault.ca_file();

  const auto stranger = OpenVaults(clock, entropy).open(address);
  const auto friendly = OpenVaults(clock, entropy).open(trusting);
  const auto refused = (*stranger)->create("secret/entry", entry_of({{"a", "b"}}));
  const auto created = (*friendly)->create("secret/entry", entry_of({{"a", "b"}}));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::StoreCertificate);
  EXPECT_EQ(clock.passed().count(), 0);
  ASSERT_TRUE(created) << created.error().what;
  EXPECT_EQ(*created, Creation::Created);
}

TEST(OpenVault, WantsAnAddress) {
  ManualClock clock;
  TestEntropy entropy;
  for (const char* url : {"", "vault.example.internal:8200", "ftp://x", "https://"}) {
    const auto opened =
        OpenVaults(clock, entropy).open({.url = url, .login = VaultAppRole{.role_id = "x"}});
    ASSERT_FALSE(opened) << url;
    EXPECT_EQ(opened.error().code, Code::BadSettings);
  }
  EXPECT_TRUE(OpenVaults(clock, entropy)
                  .open({.url = "https://vault.example.internal:8200/",
                         .login = VaultAppRole{.role_id = "x"}}));
}

TEST(OpenVault, SendsNoLoginInClearToOthers) {
  ManualClock clock;
  TestEntropy entropy;
  const auto store = OpenVaults(clock, entropy)
                         .open({.url = "http://vault.example.internal:8200",
                                .login = VaultAppRole{.role_id = "x"}});

  const auto creation = (*store)->create("secret/entry", entry_of({{"a", "b"}}));

  ASSERT_FALSE(creation);
  EXPECT_EQ(creation.error().code, Code::StoreCertificate);
  EXPECT_NE(creation.error().what.find("in clear"), std::string::npos);
}

}  // namespace
}  // namespace pgberth
