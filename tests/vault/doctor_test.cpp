#include <gtest/gtest.h>

#include "tests/support/checks.h"
#include "tests/support/store_contract.h"
#include "tests/support/vault_fixture.h"
#include <algorithm>
#include <string>
#include <vector>

// Tokens that lack one capability each: what is said to be missing is that and nothing else.

namespace pgberth {
namespace {

const std::string kNoDenial = "\n# and no policy of the token may say \"deny\" for it";

class VaultDoctor : public testing::Test {
 protected:
  StoreWork work() const {
    return {.read = {path("own"), path("shared"), path("theirs")},
            .create = {path("own"), path("shared")},
            .add_keys = {path("shared")}};
  }
  std::string path(const std::string& name) const { return mount_ + "qa/" + name; }
  std::string data(const std::string& name) const { return mount_ + "data/qa/" + name; }

  std::string block(const std::string& name, const std::string& capabilities) const {
    return "path \"" + data(name) + "\" {\n  capabilities = [" + capabilities + "]\n}";
  }
  /// What a token under these rules lacks.
  std::vector<Check> examined(const std::string& rules, const StoreWork& work) {
    const std::string policy = vault_.new_name("doctor");
    vault_.policy(policy, rules);
    VaultClient client(address_of(vault_, vault_.token({policy})));
    return client.store().examine(work);
  }
  std::string all_rules() const {
    return block("own", R"("create", "read")") + block("shared", R"("create", "patch", "read")") +
           block("theirs", R"("read")") + "path \"" + mount_ +
           "metadata/qa/*\" { capabilities = [\"list\"] }";
  }

  VaultFixture& vault_ = shared_vault();
  std::string mount_ = vault_.new_mount();
};

TEST_F(VaultDoctor, FindsNothingMissingWhereAllIsGranted) {
  const auto checks = examined(all_rules(), work());

  EXPECT_EQ(lacks(checks), std::vector<std::string>{});
  ASSERT_NE(find(checks, kWhoWeAre), nullptr);
  EXPECT_NE(find(checks, kWhoWeAre)->seen.find("doctor"), std::string::npos);
  ASSERT_NE(find(checks, "token"), nullptr);
  ASSERT_NE(find(checks, "clock"), nullptr);
  EXPECT_TRUE(std::ranges::none_of(checks, [](const Check& check) { return !check.cure.empty(); }));
}

TEST_F(VaultDoctor, FindsNothingMissingForRoot) {
  VaultClient client(address_of(vault_, vault_.root_token()));

  EXPECT_EQ(lacks(client.store().examine(work())), std::vector<std::string>{});
}

TEST_F(VaultDoctor, NamesTheOneCapabilityThatIsMissing) {
  struct Case {
    std::string from;
    std::string to;
    std::string told;
  };
  const std::vector<Case> cases{
      {block("own", R"("create", "read")"), block("own", R"("read")"),
       "\"create\" on \"" + data("own") + "\": " + block("own", R"("create", "read")")},
      {block("own", R"("create", "read")"), block("own", R"("create")"),
       "\"read\" on \"" + data("own") + "\": " + block("own", R"("create", "read")")},
      {block("shared", R"("create", "patch", "read")"), block("shared", R"("create", "read")"),
       "\"patch\" on \"" + data("shared") +
           "\": " + block("shared", R"("create", "patch", "read")")},
      {block("theirs", R"("read")"), block("theirs", R"("deny")"),
       "\"read\" on \"" + data("theirs") + "\": " + block("theirs", R"("read")") + kNoDenial}};
  for (const auto& [from, to, told] : cases) {
    std::string rules = all_rules();
    rules.replace(rules.find(from), from.size(), to);

    const auto checks = examined(rules, work());

    EXPECT_EQ(lacks(checks), std::vector<std::string>{told});
    EXPECT_EQ(missing(checks).empty(), told.starts_with("\"patch\""));
  }
}

TEST_F(VaultDoctor, TellsOnceWhatIsMissingOnOnePath) {
  StoreWork demanding = work();
  demanding.add_passwords = {path("shared")};

  const auto told = missing(
      examined("path \"" + mount_ + "metadata/*\" { capabilities = [\"list\"] }", demanding));

  EXPECT_EQ(told, (std::vector<std::string>{
                      "\"create\", \"read\" on \"" + data("own") +
                          "\": " + block("own", R"("create", "read")") + kNoDenial,
                      "\"create\", \"patch\", \"read\" on \"" + data("shared") +
                          "\": " + block("shared", R"("create", "patch", "read")") + kNoDenial,
                      "\"read\" on \"" + data("theirs") + "\": " + block("theirs", R"("read")") +
                          kNoDenial}));
}

TEST_F(VaultDoctor, CuresByThePolicyThatItNames) {
  const auto before =
      examined("path \"" + mount_ + "metadata/*\" { capabilities = [\"list\"] }", work());
  std::string needed;
  std::string all;
  for (const Check& check : before) {
    if (check.verdict == Verdict::Missing) needed += check.cure + "\n";
    all += check.cure + "\n";
  }

  EXPECT_EQ(missing(before).size(), 3u);
  EXPECT_EQ(missing(examined(needed, work())), std::vector<std::string>{});
  EXPECT_EQ(lacks(examined(all + all_rules().substr(all_rules().rfind("path ")), work())),
            std::vector<std::string>{});
}

TEST_F(VaultDoctor, LeavesToAPersonWhatOnlyReportAndAddedKeysNeed) {
  std::string rules = all_rules();
  rules.erase(rules.find("path \"" + mount_ + "metadata"));
  const std::string patch = R"("patch", )";
  rules.erase(rules.find(patch), patch.size());

  const auto checks = examined(rules, work());

  EXPECT_EQ(missing(checks), std::vector<std::string>{});
  const Check* list = find(checks, "\"list\" on \"" + mount_ + "metadata/qa/\"");
  ASSERT_NE(list, nullptr);
  EXPECT_EQ(list->verdict, Verdict::Optional);
  EXPECT_EQ(list->cure, "path \"" + mount_ + "metadata/qa/*\" {\n  capabilities = [\"list\"]\n}");
  const Check* add = find(checks, "\"patch\" on \"" + data("shared") + "\"");
  ASSERT_NE(add, nullptr);
  EXPECT_EQ(add->verdict, Verdict::Optional);
}

TEST_F(VaultDoctor, TellsOfVersionOneWhatItCannotDo) {
  const std::string old = vault_.new_mount(1);
  VaultClient client(address_of(vault_, vault_.root_token()));

  const auto read = client.store().examine({.read = {old + "a"}});
  const auto create = client.store().examine({.read = {old + "a"}, .create = {old + "a"}});

  EXPECT_EQ(lacks(read), std::vector<std::string>{});
  EXPECT_EQ(lacks(create), (std::vector<std::string>{"mount \"" + old +
                                                     "\": vault kv "
                                                     "enable-versioning " +
                                                     old}));
}

TEST_F(VaultDoctor, GivesNoPolicyForANameThatIsAPattern) {
  const auto told = missing(examined("path \"" + mount_ + "data/x\" { capabilities = [\"read\"] }",
                                     {.read = {path("*"), path("+/b")}}));

  ASSERT_EQ(told.size(), 2u);
  for (const std::string& each : told)
    EXPECT_EQ(each.find("capabilities ="), std::string::npos) << each;
}

TEST_F(VaultDoctor, TellsThatATokenIsNoneOfVaults) {
  VaultClient client(address_of(vault_, std::string("hvs.nobody")));

  const auto checks = client.store().examine(work());

  ASSERT_EQ(checks.size(), 1u);
  EXPECT_EQ(checks[0].about, kReachability);
  EXPECT_EQ(checks[0].verdict, Verdict::Missing);
}

TEST_F(VaultDoctor, TellsTheClusterWithoutAnyRight) {
  VaultClient client(address_of(vault_, std::string("hvs.nobody")));

  const auto identity = client.store().identity();

  ASSERT_TRUE(identity) << identity.error().what;
  EXPECT_EQ(*identity, vault_.must("GET", "sys/health")["cluster_id"].get<std::string>());
}

TEST_F(VaultDoctor, ReadsNoEntryAndWritesNone) {
  const std::string policy = vault_.new_name("doctor");
  vault_.policy(policy, all_rules());
  VaultClient client(address_of(vault_, vault_.token({policy})));

  const auto checks = client.store().examine(work());
  const auto identity = client.store().identity();

  EXPECT_EQ(lacks(checks), std::vector<std::string>{});
  EXPECT_TRUE(identity);
  EXPECT_EQ(vault_.calls_below(mount_), std::vector<std::string>{});
}

}  // namespace
}  // namespace pgberth
