#include "reconciler/adapters/vault/kv_entry.h"

#include <gtest/gtest.h>

#include "tests/support/store_contract.h"
#include "tests/support/vault_fixture.h"
#include <string>
#include <vector>

namespace pgberth {
namespace {

using Json = nlohmann::json;

/// A mount of its own, and root's store.
class VaultStoreTest : public testing::Test {
 protected:
  SecretStore& store() { return client_.store(); }
  std::string path(const std::string& name) const { return mount_ + name; }
  void create(const std::string& name, const StoreKeys& keys) {
    const auto creation = store().create(path(name), entry_of(keys));
    ASSERT_TRUE(creation) << creation.error().what;
    ASSERT_EQ(*creation, Creation::Created);
  }
  StoredEntry read(const std::string& name) { return read_one(store(), path(name)); }
  void do_to(const std::string& name, const std::string& what, int version) const {
    vault_.must("POST", mount_ + what + "/" + name, Json{{"versions", {version}}}.dump());
  }

  VaultFixture& vault_ = shared_vault();
  std::string mount_ = vault_.new_mount();
  VaultClient client_{address_of(vault_, vault_.root_token())};
};

TEST_F(VaultStoreTest, TellsWhenAnEntryChanged) {
  create("entry", {{"a", "b"}});

  const auto entry = read("entry");

  ASSERT_TRUE(entry.changed);
  const auto age = std::chrono::system_clock::now() - *entry.changed;
  EXPECT_LT(std::chrono::abs(age), std::chrono::minutes(1));
}

TEST_F(VaultStoreTest, LeavesASoftDeletedEntryDeleted) {
  create("entry", {{"password", "one"}});
  vault_.must("DELETE", mount_ + "data/entry");

  const auto entry = read("entry");
  const auto creation = store().create(path("entry"), entry_of({{"password", "two"}}));
  const auto added = store().add_missing_keys(path("entry"), content_of({{"key", "x"}}));

  EXPECT_EQ(entry.presence, Presence::SoftDeleted);
  EXPECT_TRUE(entry.detail.starts_with("version 1 was deleted at 20")) << entry.detail;
  EXPECT_TRUE(entry.content.empty());
  ASSERT_TRUE(creation) << creation.error().what;
  EXPECT_EQ(*creation, Creation::AlreadyThere);
  EXPECT_FALSE(added);
  EXPECT_EQ(vault_.version(path("entry")), 1);
  do_to("entry", "undelete", 1);
  EXPECT_EQ(keys_of(read("entry")), (StoreKeys{{"password", "one"}}));
}

TEST_F(VaultStoreTest, LeavesADestroyedEntryAsItIs) {
  create("entry", {{"password", "one"}});
  do_to("entry", "destroy", 1);

  const auto entry = read("entry");
  const auto creation = store().create(path("entry"), entry_of({{"password", "two"}}));
  const auto added = store().add_missing_keys(path("entry"), content_of({{"key", "x"}}));

  EXPECT_EQ(entry.presence, Presence::NoVersion);
  EXPECT_EQ(entry.detail, "version 1 of it is destroyed");
  ASSERT_TRUE(creation) << creation.error().what;
  EXPECT_EQ(*creation, Creation::AlreadyThere);
  EXPECT_FALSE(added);
  EXPECT_EQ(vault_.version(path("entry")), 1);
}

TEST_F(VaultStoreTest, TakesAnEntryWithMetadataAloneForAbsent) {
  vault_.must("POST", mount_ + "metadata/entry", R"({"cas_required":true})");

  EXPECT_EQ(read("entry").presence, Presence::Absent);

  create("entry", {{"a", "b"}});
  EXPECT_EQ(keys_of(read("entry")), (StoreKeys{{"a", "b"}}));
}

TEST_F(VaultStoreTest, ReadsAnEntryThatWillBeDeletedByItself) {
  vault_.must("POST", mount_ + "metadata/entry", R"({"delete_version_after":"1h"})");
  create("entry", {{"a", "b"}});

  EXPECT_EQ(read("entry").presence, Presence::Present);
}

TEST_F(VaultStoreTest, AddsAKeyAndKeepsTheBytesOfAllOthers) {
  const std::string data =
      R"({"text":"a\u0000 <b>\u2028 ü","n":12345678901234567890123,"f":1.50,"e":1E2,"z":null,)"
      R"("m":{"x":[1.0,null,{"y":null}]},"t":true})";
  vault_.must("POST", mount_ + "data/entry", R"({"data":)" + data + "}");
  CurlHttpClient http({.unreachable = Code::StoreUnreachable});
  const auto stored = [&] {
    HttpRequest request{.url = vault_.url() + "/v1/" + mount_ + "data/entry"};
    request.secret_headers.emplace("X-Vault-Token", Secret{vault_.root_token()});
    const auto answer = http.send(request);
    const std::string& body = answer->body;
    const std::size_t begin = body.find(R"("data":{"data":)") + 15;
    return body.substr(begin, body.find(R"(,"metadata")") - begin);
  };
  const std::string before = stored();
  vault_.must("POST", mount_ + "data/entry", R"({"data":)" + before + "}");
  ASSERT_EQ(stored(), before);

  const auto added =
      store().add_missing_keys(path("entry"), content_of({{"n", "other"}, {"zz", "new"}}));

  ASSERT_TRUE(added) << added.error().what;
  EXPECT_EQ(*added, (std::set<std::string>{"zz"}));
  EXPECT_EQ(stored(), before.substr(0, before.size() - 1) + R"(,"zz":"new"})");
}

TEST_F(VaultStoreTest, AddsOnlyWhatIsMissingAndNeverToAnotherVersion) {
  vault_.must("POST", mount_ + "data/entry", R"({"data":{"n":5432,"z":null,"m":{"x":null}}})");

  const auto added = store().add_missing_keys(
      path("entry"), content_of({{"n", "1"}, {"z", "2"}, {"m", "3"}, {"key", "4"}}));

  ASSERT_TRUE(added) << added.error().what;
  EXPECT_EQ(*added, (std::set<std::string>{"key"}));
  EXPECT_EQ(vault_.must("GET", mount_ + "data/entry")["data"]["data"],
            Json::parse(R"({"n":5432,"z":null,"m":{"x":null},"key":"4"})"));
  for (const int version : {0, 1, 3})
    EXPECT_TRUE(
        says_moved_on(vault_.ask_as(vault_.root_token(), "PATCH", mount_ + "data/entry",
                                    kv_key_patch(version, content_of({{"late", "x"}}), {"late"}),
                                    "application/merge-patch+json")))
        << version;
  EXPECT_EQ(vault_.version(path("entry")), 2);
}

TEST_F(VaultStoreTest, AddsKeysToAnEntryThatHasNone) {
  vault_.must("POST", mount_ + "data/entry", R"({"data":{}})");

  const auto added = store().add_missing_keys(path("entry"), content_of({{"key", "x"}}));

  ASSERT_TRUE(added) << added.error().what;
  EXPECT_EQ(keys_of(read("entry")), (StoreKeys{{"key", "x"}}));
}

TEST_F(VaultStoreTest, CreatesUnderAnyNameThatVaultTakes) {
  const std::vector<std::string> names{
      "a",      "A",       "a/b",    "data",        "metadata",  "x/data/y", " lead",
      "trail ", "ünïcödé", "日本語", "%",           "a%2Fb",     "#",        "?",
      "*",      "+",       "a:b",    "~",           "-rf",       "a=b",      "😀",
      "...",    "..a",     "$(x)",   "back\\slash", "quote'\"`", "a;b&c,d",  std::string(400, 'n')};

  for (const auto& name : names) create(name, {{"key", name}, {name, "as a key"}});

  for (const auto& name : names)
    EXPECT_EQ(keys_of(read(name)), (StoreKeys{{"key", name}, {name, "as a key"}})) << name;
  std::set<std::string> paths;
  for (const auto& name : names) paths.insert(path(name));
  const auto listed = store().list(mount_);
  ASSERT_TRUE(listed) << listed.error().what;
  EXPECT_EQ(*listed, paths);
}

TEST_F(VaultStoreTest, RefusesNamesThatWouldBeOthers) {
  for (const std::string name : {"/a", "a/", "a//b", "..", "a/../b", "./a", "tab\t"}) {
    const auto creation = store().create(path(name), entry_of({{"key", "x"}}));

    ASSERT_FALSE(creation) << name;
    EXPECT_EQ(creation.error().code, Code::EntryNameInvalid);
    EXPECT_EQ(read(name).presence, Presence::Unreadable);
  }
  EXPECT_TRUE(store().list(mount_)->empty());
}

TEST_F(VaultStoreTest, RefusesBytesThatAreNoText) {
  const auto creation = store().create(path("entry"), entry_of({{"key", "canary\xff"}}));

  ASSERT_FALSE(creation);
  EXPECT_EQ(creation.error().code, Code::StoreFailed);
  EXPECT_EQ(creation.error().what.find("canary"), std::string::npos);
  EXPECT_EQ(read("entry").presence, Presence::Absent);
}

TEST_F(VaultStoreTest, TakesAnEntryOfNearlyAMebibyte) {
  const StoreKeys keys{{"a", std::string(1'048'000, 'x')}};

  create("entry", keys);

  EXPECT_EQ(keys_of(read("entry")), keys);
}

TEST_F(VaultStoreTest, ListsFoldersToTheirDepth) {
  for (const char* name : {"a", "a/b", "a/c/d", "ab", "b/c"}) create(name, {{"k", "v"}});

  const auto all = store().list(mount_);
  const auto some = store().list(path("a"));
  const auto folder = store().list(path("a/"));
  const auto none = store().list(path("a/x"));
  const auto unknown = store().list("nowhere/at/all");

  EXPECT_EQ(*all, (std::set<std::string>{path("a"), path("a/b"), path("a/c/d"), path("ab"),
                                         path("b/c")}));
  EXPECT_EQ(*some, (std::set<std::string>{path("a"), path("a/b"), path("a/c/d"), path("ab")}));
  EXPECT_EQ(*folder, (std::set<std::string>{path("a/b"), path("a/c/d")}));
  EXPECT_TRUE(none->empty());
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Code::StoreRights);
}

TEST_F(VaultStoreTest, LooksIntoNoFolderThatCannotHoldWhatIsWanted) {
  for (const char* name : {"a/b", "b/c"}) create(name, {{"k", "v"}});
  const std::string policy = vault_.new_name("folder");
  vault_.policy(policy, "path \"" + mount_ + "metadata/\" { capabilities = [\"list\"] }\npath \"" +
                            mount_ + "metadata/a/*\" { capabilities = [\"list\"] }");
  VaultClient client(address_of(vault_, vault_.token({policy})));

  const auto some = client.store().list(path("a"));
  const auto all = client.store().list(mount_);

  ASSERT_TRUE(some) << some.error().what;
  EXPECT_EQ(*some, (std::set<std::string>{path("a/b")}));
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().code, Code::StoreRights);
}

TEST_F(VaultStoreTest, ListsNoDeeperThanItSays) {
  std::string name = "x";
  for (int depth = 0; depth < 40; ++depth) name += "/x";
  create(name, {{"k", "v"}});

  const auto all = store().list(mount_);

  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().code, Code::StoreFailed);
}

TEST_F(VaultStoreTest, ListsTheEntriesOfAllMountsThatAreShown) {
  const std::string other = vault_.new_mount(1);
  create("a", {{"k", "v"}});
  vault_.must("POST", other + "b", R"({"k":"v"})");
  const std::string policy = vault_.new_name("two");
  vault_.policy(policy, "path \"" + mount_ + "metadata/*\" { capabilities = [\"list\"] }\npath \"" +
                            other + "*\" { capabilities = [\"list\"] }");
  VaultClient client(address_of(vault_, vault_.token({policy})));

  const auto all = client.store().list("");

  ASSERT_TRUE(all) << all.error().what;
  EXPECT_EQ(*all, (std::set<std::string>{path("a"), other + "b"}));
}

TEST_F(VaultStoreTest, ReadsVersionOneAndNeverWritesIt) {
  const std::string mount = vault_.new_mount(1);
  vault_.must("POST", mount + "entry", R"({"password":"one"})");

  const auto answers = store().read({mount + "entry", mount + "gone"});
  const auto created = store().create(mount + "new", entry_of({{"password", "two"}}));
  const auto over = store().create(mount + "entry", entry_of({{"password", "two"}}));
  const auto added = store().add_missing_keys(mount + "entry", content_of({{"key", "x"}}));

  EXPECT_EQ(keys_of(answers.at(mount + "entry")), (StoreKeys{{"password", "one"}}));
  EXPECT_TRUE(answers.at(mount + "entry").locked);
  EXPECT_EQ(answers.at(mount + "gone").presence, Presence::Unreadable) << "nobody can make it";
  for (const auto* code : {&created.error().code, &over.error().code, &added.error().code})
    EXPECT_EQ(*code, Code::StoreUnfit);
  EXPECT_EQ(vault_.must("GET", mount + "entry")["data"], Json({{"password", "one"}}));
  EXPECT_EQ(vault_.must("GET", mount + "?list=true")["data"]["keys"], Json({"entry"}));
}

TEST_F(VaultStoreTest, SeesThatAMountTookAnothersPlace) {
  create("entry", {{"password", "one"}});
  const std::string mounted = "sys/mounts/" + mount_.substr(0, mount_.size() - 1);
  vault_.must("DELETE", mounted);
  vault_.must("POST", mounted, R"({"type":"kv"})");

  const auto creation = store().create(path("entry"), entry_of({{"password", "two"}}));

  ASSERT_FALSE(creation);
  EXPECT_EQ(creation.error().code, Code::StoreUnfit);
  EXPECT_EQ(vault_.ask("GET", mount_ + "?list=true").status, 404);
}

TEST_F(VaultStoreTest, SaysWhichEngineIsNoStore) {
  const auto entry = read_one(store(), "sys/policies");

  EXPECT_EQ(entry.presence, Presence::Unreadable);
  EXPECT_EQ(entry.detail, "mount \"sys/\" of Vault is no key-value engine");
}

}  // namespace
}  // namespace pgberth
