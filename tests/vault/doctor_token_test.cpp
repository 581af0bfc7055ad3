#include <gtest/gtest.h>

#include "tests/support/checks.h"
#include "tests/support/process.h"
#include "tests/support/server_programs.h"
#include "tests/support/store_contract.h"
#include "tests/support/vault_fixture.h"
#include <string>

namespace pgberth {
namespace {

using Json = nlohmann::json;

class VaultDoctorToken : public testing::Test {
 protected:
  VaultDoctorToken() {
    vault_.policy(policy_,
                  "path \"" + mount_ + "*\" { capabilities = [\"create\", \"read\", \"list\"] }");
  }
  std::vector<Check> examined(const std::string& token) const {
    VaultClient client(address_of(vault_, token));
    return client.store().examine(work_);
  }
  std::vector<Check> examined_as(const VaultFixture::AppRole& role) const {
    const auto proof = [id = role.secret_id] { return Result<Secret>(Secret{id}); };
    VaultClient client(
        address_of(vault_, VaultAppRole{.role_id = role.role_id, .secret_id = proof}));
    return client.store().examine(work_);
  }
  Finished paste(const std::string& cure) const {
    const std::string folder = server_program("vault", "vault")->parent_path();
    return run({"sh", "-e", "-c", "PATH=\"" + folder + ":$PATH\"\n" + cure},
               {{"VAULT_ADDR", vault_.url()},
                {"VAULT_TOKEN", vault_.root_token()},
                {"VAULT_FORMAT", "json"}});
  }

  VaultFixture& vault_ = shared_vault();
  std::string mount_ = vault_.new_mount();
  std::string policy_ = vault_.new_name("doctor");
  StoreWork work_{.read = {mount_ + "a", mount_ + "b"}, .create = {mount_ + "a"}};
};

TEST_F(VaultDoctorToken, DemandsAnotherOneWhereItEndsSoonAndCannotBeRenewed) {
  const auto before = examined(vault_.token({policy_}, {{"ttl", "600s"}, {"renewable", false}}));
  const Check* check = find(before, "token");
  ASSERT_NE(check, nullptr);
  const Finished drawn = paste(check->cure);

  EXPECT_EQ(check->verdict, Verdict::Missing);
  EXPECT_TRUE(check->seen.ends_with("seconds and cannot be renewed")) << check->seen;
  EXPECT_EQ(missing(before).size(), 1u);
  ASSERT_EQ(drawn.exit_code, 0) << drawn.all();
  const std::string token = Json::parse(drawn.out).at("auth").at("client_token");
  EXPECT_EQ(missing(examined(token)), std::vector<std::string>{});
}

TEST_F(VaultDoctorToken, IsContentWithOneThatCanBeRenewedLastsLongOrIsDrawnAnew) {
  const auto role = vault_.app_role({policy_}, {{"token_ttl", "600s"}, {"token_type", "batch"}});

  EXPECT_EQ(missing(examined(vault_.token({policy_}, {{"ttl", "600s"}}))),
            std::vector<std::string>{});
  EXPECT_EQ(missing(examined(vault_.token({policy_}, {{"ttl", "2h"}, {"renewable", false}}))),
            std::vector<std::string>{});
  const auto drawn = examined_as(role);
  EXPECT_EQ(missing(drawn), std::vector<std::string>{});
  ASSERT_NE(find(drawn, "token"), nullptr);
  EXPECT_TRUE(find(drawn, "token")->seen.ends_with("is drawn anew then"))
      << find(drawn, "token")->seen;
}

TEST_F(VaultDoctorToken, CountsHowOftenItMayBeUsed) {
  // A look at itself, twice; one at the mount; two entries, of which one is made.
  const auto few = examined(vault_.token({policy_}, {{"num_uses", 7}}));
  const auto enough = examined(vault_.token({policy_}, {{"num_uses", 8}}));
  const auto drawn = examined_as(vault_.app_role({policy_}, {{"token_num_uses", 4}}));

  ASSERT_NE(find(few, "uses of the token"), nullptr);
  EXPECT_EQ(find(few, "uses of the token")->verdict, Verdict::Missing);
  EXPECT_EQ(find(few, "uses of the token")->seen, "5 left, and one pass may make 6 calls");
  ASSERT_NE(find(enough, "uses of the token"), nullptr);
  EXPECT_EQ(find(enough, "uses of the token")->seen, "6 left");
  EXPECT_EQ(missing(enough), std::vector<std::string>{});
  EXPECT_EQ(missing(drawn), std::vector<std::string>{});
}

TEST_F(VaultDoctorToken, UsesNoneUpWhereTooFewAreLeft) {
  const std::string token = vault_.token({policy_}, {{"num_uses", 3}});

  const auto checks = examined(token);

  EXPECT_EQ(missing(checks).size(), 1u);
  EXPECT_EQ(vault_.ask_as(token, "GET", "auth/token/lookup-self").status, 200);
}

}  // namespace
}  // namespace pgberth
