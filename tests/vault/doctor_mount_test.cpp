#include "reconciler/adapters/vault/kv_rights.h"

#include <gtest/gtest.h>

#include "tests/support/checks.h"
#include "tests/support/process.h"
#include "tests/support/server_programs.h"
#include "tests/support/store_contract.h"
#include "tests/support/vault_fixture.h"
#include <memory>
#include <string>
#include <thread>
#include <vector>

// A mount that is hidden may be one that is not there. What doctor says is compared with what a
// creation comes to, before the cure and after.

namespace pgberth {
namespace {

class VaultDoctorMount : public testing::Test {
 protected:
  StoreWork work() const { return {.read = {entry_}, .create = {entry_}}; }
  /// Under these rules, which may change later.
  VaultClient& client_under(const std::string& rules) {
    vault_.policy(policy_, rules);
    if (!client_)
      client_ = std::make_unique<VaultClient>(address_of(vault_, vault_.token({policy_})));
    return *client_;
  }
  static Result<Creation> create(VaultClient& client, const std::string& path) {
    return client.store().create(path, entry_of({{"password", "x"}}));
  }
  /// Until the new mount is ready for use.
  static bool creates_soon(VaultClient& client, const std::string& path) {
    for (int turn = 0; turn < 500; ++turn) {
      if (create(client, path)) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return false;
  }
  /// In a shell, as a person with all rights would.
  Finished paste(const std::string& cure) const {
    const std::string folder = server_program("vault", "vault")->parent_path();
    return run({"sh", "-e", "-c", "PATH=\"" + folder + ":$PATH\"\n" + cure},
               {{"VAULT_ADDR", vault_.url()}, {"VAULT_TOKEN", vault_.root_token()}});
  }
  /// A mount of two segments.
  void mount(const std::string& path) const {
    vault_.must("POST", "sys/mounts/" + path, R"({"type":"kv","options":{"version":"2"}})");
  }

  VaultFixture& vault_ = shared_vault();
  std::string name_ = vault_.new_name("team");
  std::string entry_ = name_ + "/kv/qa/own";
  std::string policy_ = vault_.new_name("doctor");
  std::unique_ptr<VaultClient> client_{};
};

TEST_F(VaultDoctorMount, TellsOfANameThatIsInNone) {
  const auto checks = client_under(policy_block("other/*", {"read"}))
                          .store()
                          .examine({.read = {name_}, .create = {name_}});

  const Check* entry = find(checks, "entry \"" + name_ + "\"");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->verdict, Verdict::Missing);
}

TEST_F(VaultDoctorMount, TellsRootOfOneThatIsNotThere) {
  VaultClient root(address_of(vault_, vault_.root_token()));

  const auto told = lacks(root.store().examine(work()));
  const auto refused = create(root, entry_);

  ASSERT_EQ(told.size(), 1u);
  const std::string begin = "mount \"" + name_ + "/\": ";
  ASSERT_TRUE(told[0].starts_with(begin + "vault secrets enable -path=" + name_ +
                                  " -version=2 kv\n# where the mount is \"" + name_ + "/kv/\""))
      << told[0];
  EXPECT_FALSE(refused);
  const Finished cured = paste(told[0].substr(begin.size()));
  EXPECT_EQ(cured.exit_code, 0) << cured.all();
  EXPECT_TRUE(creates_soon(root, entry_));
  EXPECT_EQ(lacks(root.store().examine(work())), std::vector<std::string>{});
}

TEST_F(VaultDoctorMount, TellsOfOneThatIsNotThereThoughAllIsGrantedBelowIt) {
  VaultClient& client = client_under(policy_block(name_ + "/data/*", {"create", "read"}));

  const auto told = missing(client.store().examine(work()));

  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(told[0].starts_with("mount \"" + name_ + "/\": vault secrets enable ")) << told[0];
  EXPECT_FALSE(create(client, entry_));
}

TEST_F(VaultDoctorMount, NamesBesidesWhatIsMissingBelowIt) {
  const std::string path = name_ + "/data/kv/qa/own";
  VaultClient& client = client_under(policy_block(name_ + "/data/*", {"read"}));

  const auto told = missing(client.store().examine(work()));

  ASSERT_EQ(told.size(), 2u);
  EXPECT_TRUE(told[0].starts_with("mount \"" + name_ + "/\": ")) << told[0];
  EXPECT_EQ(told[1], "\"create\" on \"" + path + "\": " + policy_block(path, {"create", "read"}));
}

TEST_F(VaultDoctorMount, CuresWhatIsMissingInOneThatIsHidden) {
  mount(name_ + "/kv");
  VaultClient& client = client_under(policy_block("elsewhere/*", {"read"}));

  const auto told = missing(client.store().examine(work()));
  const auto refused = create(client, entry_);

  const std::string begin = "\"create\", \"read\" on \"" + name_ + "/data/kv/qa/own\": ";
  ASSERT_EQ(told.size(), 1u);
  ASSERT_TRUE(told[0].starts_with(begin)) << told[0];
  EXPECT_FALSE(refused);
  client_under(told[0].substr(begin.size()));
  EXPECT_TRUE(creates_soon(client, entry_));
  EXPECT_EQ(missing(client.store().examine(work())), std::vector<std::string>{});
}

TEST_F(VaultDoctorMount, IsNotContentWithRightsBesideTheOneThatIsHidden) {
  mount(name_ + "/kv");
  VaultClient& client = client_under(policy_block(name_ + "/data/*", {"create", "read"}));

  const auto told = missing(client.store().examine(work()));

  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(told[0].starts_with("mount \"" + name_ + "/\": ")) << told[0];
  EXPECT_TRUE(told[0].ends_with("on \"" + name_ + "/kv/data/qa/own\"")) << told[0];
  EXPECT_FALSE(create(client, entry_));
}

}  // namespace
}  // namespace pgberth
