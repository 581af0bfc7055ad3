#include <gtest/gtest.h>

#include "tests/support/store_contract.h"
#include "tests/support/vault_fixture.h"
#include <fstream>
#include <sstream>
#include <string>

namespace pgberth {
namespace {

using Json = nlohmann::json;

std::string with(std::string text, const std::string& word, const std::string& by) {
  for (std::size_t at = text.find(word); at != std::string::npos;
       at = text.find(word, at + by.size()))
    text.replace(at, word.size(), by);
  return text;
}

/// A policy as it is shipped, with the words for its placeholders.
std::string shipped(const std::string& file, const std::string& mount) {
  const std::ifstream in(PGBERTH_SOURCE_DIR "/deploy/rights/vault/" + file);
  std::ostringstream text;
  text << in.rdbuf();
  return with(
      with(with(text.str(), "MOUNT", mount.substr(0, mount.size() - 1)), "PREFIX", "phalanx/qa"),
      "ENTRY", "shared");
}

/// Somebody with the shipped policies on a mount of its own.
class VaultRights : public testing::Test {
 protected:
  VaultRights() {
    vault_.policy(create_only_, shipped("create-only.hcl", mount_));
    vault_.policy(add_key_, shipped("add-key.hcl", mount_));
  }

  /// The status of a call that pgberth never makes, with its own token.
  int directly(const std::string& token, const std::string& method, const std::string& path,
               const std::string& body = "") const {
    const bool patch = method == "PATCH";
    return vault_
        .ask_as(token, method, mount_ + path, body,
                patch ? "application/merge-patch+json" : "application/json")
        .status;
  }
  std::string path(const std::string& name) const { return mount_ + "phalanx/qa/" + name; }
  Json data(const std::string& name) const {
    return vault_.must("GET", mount_ + "data/phalanx/qa/" + name)["data"]["data"];
  }

  VaultFixture& vault_ = shared_vault();
  std::string mount_ = vault_.new_mount();
  std::string create_only_ = vault_.new_name("create-only");
  std::string add_key_ = vault_.new_name("add-key");
};

TEST_F(VaultRights, ToCreateAreEnoughToCreateReadAndList) {
  VaultClient client(address_of(vault_, vault_.token({create_only_})));
  SecretStore& store = client.store();

  const auto first = store.create(path("a/b"), entry_of({{"password", "one"}}));
  const auto second = store.create(path("a/b"), entry_of({{"password", "two"}}));
  const auto added = store.add_missing_keys(path("a/b"), content_of({{"dbcreated", "true"}}));
  const auto listed = store.list(path(""));
  const auto elsewhere = store.create(mount_ + "phalanx/other/a", entry_of({{"password", "x"}}));

  EXPECT_EQ(*first, Creation::Created);
  ASSERT_TRUE(second) << second.error().what;
  EXPECT_EQ(*second, Creation::AlreadyThere);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, Code::KeyNotGranted);
  EXPECT_EQ(*listed, (std::set<std::string>{path("a/b")}));
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().code, Code::StoreRights);
  EXPECT_NE(elsewhere.error().hint.find("\"create\" on \"" + mount_ + "data/phalanx/other/a\""),
            std::string::npos);
  EXPECT_EQ(keys_of(read_one(store, path("a/b"))), (StoreKeys{{"password", "one"}}));
}

TEST_F(VaultRights, ToCreateTellWhatIsDeletedOrDestroyed) {
  VaultClient client(address_of(vault_, vault_.token({create_only_})));
  SecretStore& store = client.store();
  for (const char* name : {"deleted", "destroyed"}) {
    (void)store.create(path(name), entry_of({{"password", "one"}}));
    vault_.must("DELETE", mount_ + "data/phalanx/qa/" + name);
  }
  vault_.must("POST", mount_ + "destroy/phalanx/qa/destroyed", R"({"versions":[1]})");

  EXPECT_EQ(read_one(store, path("deleted")).presence, Presence::SoftDeleted);
  EXPECT_EQ(read_one(store, path("destroyed")).presence, Presence::NoVersion);
  for (const char* name : {"deleted", "destroyed"}) {
    const auto creation = store.create(path(name), entry_of({{"password", "two"}}));
    ASSERT_TRUE(creation) << creation.error().what;
    EXPECT_EQ(*creation, Creation::AlreadyThere);
    EXPECT_EQ(vault_.version(path(name)), 1);
  }
}

TEST_F(VaultRights, ToCreateChangeNothingThatIsThere) {
  const std::string token = vault_.token({create_only_});
  VaultClient client(address_of(vault_, token));
  (void)client.store().create(path("a"), entry_of({{"password", "one"}}));
  const std::string body = R"({"data":{"password":"two"}})";

  EXPECT_EQ(directly(token, "POST", "data/phalanx/qa/a", body), 403);
  EXPECT_EQ(directly(token, "PUT", "data/phalanx/qa/a", body), 403);
  EXPECT_EQ(directly(token, "POST", "data/phalanx/qa/a",
                     R"({"options":{"cas":1},"data":{"password":"two"}})"),
            403);
  EXPECT_EQ(directly(token, "PATCH", "data/phalanx/qa/a", body), 403);
  EXPECT_EQ(directly(token, "DELETE", "data/phalanx/qa/a"), 403);
  EXPECT_EQ(directly(token, "DELETE", "metadata/phalanx/qa/a"), 403);
  EXPECT_EQ(directly(token, "POST", "metadata/phalanx/qa/a", R"({"max_versions":1})"), 403);
  for (const char* what : {"delete", "undelete", "destroy"})
    EXPECT_EQ(directly(token, "POST", std::string(what) + "/phalanx/qa/a", R"({"versions":[1]})"),
              403);

  EXPECT_EQ(data("a"), Json({{"password", "one"}}));
  EXPECT_EQ(vault_.version(path("a")), 1);
}

TEST_F(VaultRights, ToReadAloneCreateNothingAndSayWhatIsMissing) {
  const std::string policy = vault_.new_name("read");
  vault_.policy(policy, "path \"" + mount_ + "data/*\" { capabilities = [\"read\"] }");
  VaultClient client(address_of(vault_, vault_.token({policy})));

  const auto creation = client.store().create(path("a"), entry_of({{"password", "x"}}));

  ASSERT_FALSE(creation);
  EXPECT_EQ(creation.error().code, Code::StoreRights);
  EXPECT_EQ(vault_.version(path("a")), 0);
}

TEST_F(VaultRights, ToAddKeysAreForTheSharedEntryAlone) {
  const std::string token = vault_.token({create_only_, add_key_});
  VaultClient client(address_of(vault_, token));
  SecretStore& store = client.store();
  for (const char* name : {"shared", "other"})
    EXPECT_EQ(*store.create(path(name), entry_of({{"password", "one"}})), Creation::Created);

  const auto added =
      store.add_missing_keys(path("shared"), content_of({{"password", "two"}, {"more", "x"}}));
  const auto other = store.add_missing_keys(path("other"), content_of({{"more", "x"}}));

  ASSERT_TRUE(added) << added.error().what;
  EXPECT_EQ(*added, (std::set<std::string>{"more"}));
  EXPECT_EQ(data("shared"), Json({{"password", "one"}, {"more", "x"}}));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Code::KeyNotGranted);
  EXPECT_EQ(directly(token, "POST", "data/phalanx/qa/shared", R"({"data":{"password":"two"}})"),
            403);
  EXPECT_EQ(directly(token, "DELETE", "data/phalanx/qa/shared"), 403);
}

/// As README.md beside the policies says: what the right to patch could do, and what is behind it.
TEST_F(VaultRights, ToAddKeysCouldOverwriteOneAndTheOldVersionStays) {
  const std::string token = vault_.token({create_only_, add_key_});
  vault_.must("POST", mount_ + "data/phalanx/qa/shared", R"({"data":{"password":"one"}})");
  const std::string blind = R"({"data":{"password":"two"}})";

  vault_.must("POST", mount_ + "metadata/phalanx/qa/shared", R"({"cas_required":true})");
  EXPECT_EQ(directly(token, "PATCH", "data/phalanx/qa/shared", blind), 400);
  vault_.must("POST", mount_ + "metadata/phalanx/qa/shared", R"({"cas_required":false})");
  EXPECT_EQ(directly(token, "PATCH", "data/phalanx/qa/shared", blind), 200);

  EXPECT_EQ(data("shared"), Json({{"password", "two"}}));
  EXPECT_EQ(vault_.must("GET", mount_ + "data/phalanx/qa/shared?version=1")["data"]["data"],
            Json({{"password", "one"}}));
}

TEST_F(VaultRights, AreUsedForNothingButReadingCreatingAndThePatch) {
  VaultClient client(address_of(vault_, vault_.token({create_only_, add_key_})));
  SecretStore& store = client.store();
  (void)store.create(path("shared"), entry_of({{"password", "one"}}));
  (void)store.create(path("shared"), entry_of({{"password", "two"}}));
  (void)store.read({path("shared")});
  (void)store.read({path("gone")});
  (void)store.add_missing_keys(path("shared"), content_of({{"more", "x"}}));
  (void)store.add_missing_keys(path("shared"), content_of({{"more", "x"}}));
  (void)store.list(path(""));

  const std::string at = mount_ + "data/phalanx/qa/";
  EXPECT_EQ(vault_.calls_below(mount_),
            (std::vector<std::string>{
                "create " + at + "shared",                                   // The first create;
                "update " + at + "shared refused", "read " + at + "shared",  // the second;
                "read " + at + "shared", "read " + at + "gone",              // the readings;
                "read " + at + "shared", "patch " + at + "shared",           // the key;
                "read " + at + "shared",                                     // none to add;
                "list " + mount_ + "metadata/phalanx/qa/"}));
}

}  // namespace
}  // namespace pgberth
