#include "reconciler/adapters/kubernetes/kubernetes_store.h"

#include "reconciler/adapters/kubernetes/kubernetes.h"

#include <gtest/gtest.h>

#include "tests/support/http_proxy.h"
#include "tests/support/kubernetes_client.h"
#include "tests/support/store_contract.h"
#include "tests/support/temp_dir.h"
#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

namespace pgberth {
namespace {

class KubernetesStoreTest : public testing::Test {
 protected:
  std::string path(const std::string& name = "entry") const { return name_space_ + "/" + name; }
  std::string secrets(const std::string& name = "") const {
    return "/api/v1/namespaces/" + name_space_ + "/secrets" + (name.empty() ? "" : "/" + name);
  }
  nlohmann::json secret(const std::string& name = "entry") {
    return cluster_.ask("GET", secrets(name)).body;
  }
  void put(const std::string& name, const std::string& rest = R"("data":{"a":"YQ=="})") {
    const auto made = cluster_.ask("POST", secrets(),
                                   R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":")" +
                                       name + R"("},)" + rest + "}");
    ASSERT_TRUE(made.ok()) << made.body;
  }

  KubernetesFixture& cluster_ = shared_kubernetes();
  std::string name_space_ = cluster_.new_namespace("store");
  KubernetesClient client_{access_with(KubernetesFixture::admin_token())};
  SecretStore& store_ = client_.store();
};

TEST_F(KubernetesStoreTest, MarksWhatItMakesForARelease) {
  ASSERT_TRUE(store_.create(path(), {.content = content_of({{"a", "b"}}),
                                     .release = {.name = "demo", .name_space = "qa"}}));
  ASSERT_TRUE(store_.create(path("own"), entry_of({{"a", "b"}})));

  const auto helms = secret()["metadata"];
  EXPECT_EQ(helms["labels"], (nlohmann::json{{"app.kubernetes.io/managed-by", "Helm"}}));
  EXPECT_EQ(helms["annotations"], (nlohmann::json{{"meta.helm.sh/release-name", "demo"},
                                                  {"meta.helm.sh/release-namespace", "qa"}}));
  EXPECT_EQ(secret()["type"], "Opaque");
  const auto own = secret("own")["metadata"];
  EXPECT_EQ(own["labels"], (nlohmann::json{{"app.kubernetes.io/managed-by", "pgberth"}}));
  EXPECT_FALSE(own.contains("annotations"));
}

TEST_F(KubernetesStoreTest, TellsWhatIsNotSimplyThere) {
  put("empty", R"("type":"Opaque")");
  put("bound");
  cluster_.ask("PATCH", secrets("bound"), R"({"metadata":{"finalizers":["example.com/keep"]}})",
               "application/merge-patch+json");
  cluster_.ask("DELETE", secrets("bound"));

  EXPECT_EQ(read_one(store_, path("empty")).presence, Presence::NoVersion);
  const StoredEntry bound = read_one(store_, path("bound"));
  EXPECT_EQ(bound.presence, Presence::PendingDeletion);
  EXPECT_TRUE(bound.detail.starts_with("since 20")) << bound.detail;
  EXPECT_EQ(read_one(store_, "no-such-namespace/x").presence, Presence::Absent);
  cluster_.ask("PATCH", secrets("bound"), R"({"metadata":{"finalizers":null}})",
               "application/merge-patch+json");
}

TEST_F(KubernetesStoreTest, AddsNoKeyToWhatMustNotChange) {
  put("locked", R"("data":{"a":"YQ=="},"immutable":true)");

  const auto locked = store_.add_missing_keys(path("locked"), content_of({{"b", "c"}}));

  EXPECT_EQ(locked.error().code, Code::StoreFailed);
  EXPECT_NE(locked.error().what.find("immutable"), std::string::npos);
}

TEST_F(KubernetesStoreTest, AddsTheFirstKeyOfASecretWithoutAny) {
  put("empty", R"("type":"Opaque")");

  const auto added = store_.add_missing_keys(path("empty"), content_of({{"b", "c"}}));

  ASSERT_TRUE(added) << added.error().what;
  EXPECT_EQ(keys_of(read_one(store_, path("empty"))), (StoreKeys{{"b", "c"}}));
}

TEST_F(KubernetesStoreTest, NeverTakesThePlaceOfAKeyThatAppearsMeanwhile) {
  put("entry");
  HttpProxy proxy(cluster_.server(),
                  {.unreachable = Code::StoreUnreachable, .ca_file = cluster_.ca_file()});
  ClusterAccess through = access_with(KubernetesFixture::admin_token());
  through.server = proxy.url();
  KubernetesClient slow(std::move(through));
  // Between our look and our patch somebody else adds the very key, whenever we patch for the first
  // time.
  bool raced = false;
  proxy.set_hook([&](const std::string& call) {
    if (call.starts_with("PATCH") && !raced) {
      raced = true;
      cluster_.ask("PATCH", secrets("entry"), R"({"data":{"key":"dGhlaXJz"}})",
                   "application/merge-patch+json");
    }
    return HttpFault::None;
  });

  const auto added =
      slow.store().add_missing_keys(path(), content_of({{"key", "ours"}, {"b", "c"}}));

  ASSERT_TRUE(added) << added.error().what;
  EXPECT_TRUE(raced);
  EXPECT_EQ(*added, (std::set<std::string>{"b"}));
  EXPECT_EQ(keys_of(read_one(store_, path())),
            (StoreKeys{{"a", "a"}, {"b", "c"}, {"key", "theirs"}}));
}

TEST_F(KubernetesStoreTest, NamesTheNamespaceThatIsMissing) {
  const auto creation = store_.create("no-such-namespace/x", entry_of({{"a", "b"}}));

  ASSERT_FALSE(creation);
  EXPECT_NE(creation.error().what.find("no-such-namespace"), std::string::npos);
}

TEST_F(KubernetesStoreTest, RefusesNamesThatAClusterRefuses) {
  for (const char* name : {"", "x", "/x", "qa/", "QA/x", "qa/X", "qa/a_b", "qa/-a", "qa/a-",
                           "qa/a/b", "qa/..", "qa/a..b", "../x", "qa/a%2Fb"}) {
    EXPECT_EQ(store_.create(name, entry_of({{"a", "b"}})).error().code, Code::EntryNameInvalid)
        << name;
    EXPECT_EQ(read_one(store_, name).presence, Presence::Unreadable) << name;
  }
  for (const char* key : {"a/b", "a b", "ü", ".", "..x"})
    EXPECT_EQ(store_.create(path(), entry_of({{key, "b"}})).error().code, Code::EntryNameInvalid)
        << key;
  for (const char* key : {"a.b-c_D", ".hidden"})
    EXPECT_TRUE(
        store_.create(path("k" + std::to_string(std::string(key).size())), entry_of({{key, "b"}})))
        << key;
}

TEST_F(KubernetesStoreTest, ListsEachNamespaceOnceAndAsksByNameForWhatIsMissing) {
  constexpr int spaces = 3;
  constexpr int entries = 20;
  HttpProxy proxy(cluster_.server(),
                  {.unreachable = Code::StoreUnreachable, .ca_file = cluster_.ca_file()});
  ClusterAccess through = access_with(KubernetesFixture::admin_token());
  through.server = proxy.url();
  KubernetesClient client(std::move(through));
  std::set<std::string> paths;
  for (int s = 0; s < spaces; ++s) {
    const std::string space = cluster_.new_namespace("batch");
    for (int e = 0; e < entries; ++e) {
      const std::string entry = space + "/entry-" + std::to_string(e);
      ASSERT_TRUE(store_.create(entry, entry_of({{"a", "b"}})));
      paths.insert(entry);
    }
  }
  proxy.forget_calls();

  const auto all = client.store().read(paths);
  const auto lists = proxy.calls();
  paths.insert(path("gone"));
  paths.insert(path("gone-too"));
  proxy.forget_calls();
  const auto more = client.store().read(paths);

  EXPECT_EQ(all.size(), static_cast<std::size_t>(spaces * entries));
  for (const auto& [name, entry] : all) EXPECT_EQ(keys_of(entry), (StoreKeys{{"a", "b"}})) << name;
  EXPECT_EQ(lists.size(), static_cast<std::size_t>(spaces)) << lists.front();
  EXPECT_EQ(more.at(path("gone")).presence, Presence::Absent);
  EXPECT_EQ(proxy.calls().size(), static_cast<std::size_t>(spaces + 2));
}

TEST_F(KubernetesStoreTest, ListsPageByPage) {
  constexpr int count = 510;  // A page has 500.
  std::set<std::string> paths;
  for (int i = 0; i < count; ++i) {
    paths.insert(path("entry-" + std::to_string(i)));
    ASSERT_TRUE(store_.create(path("entry-" + std::to_string(i)), entry_of({{"a", "b"}})));
  }

  EXPECT_EQ(*store_.list(name_space_ + "/"), paths);
  const auto all = store_.read(paths);
  EXPECT_TRUE(std::ranges::all_of(
      all, [](const auto& entry) { return entry.second.presence == Presence::Present; }));
}

TEST_F(KubernetesStoreTest, LeavesReleasesOfHelmOutOfListsAndStillTellsOfThem) {
  put("sh.helm.release.v1.demo.v1", R"("type":"helm.sh/release.v1","data":{"release":"YQ=="})");
  std::set<std::string> paths{path("sh.helm.release.v1.demo.v1")};
  for (const char* name : {"a", "b", "c", "d"}) {
    put(name);
    paths.insert(path(name));
  }

  EXPECT_FALSE(store_.list(name_space_ + "/")->contains(path("sh.helm.release.v1.demo.v1")));
  EXPECT_EQ(store_.read(paths).at(path("sh.helm.release.v1.demo.v1")).presence, Presence::Present);
}

}  // namespace
}  // namespace pgberth
