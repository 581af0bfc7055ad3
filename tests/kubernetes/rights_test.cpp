#include <gtest/gtest.h>

#include "tests/support/kubernetes_client.h"
#include "tests/support/shipped_rights.h"
#include "tests/support/store_contract.h"
#include <array>

namespace pgberth {
namespace {

/// A request of somebody who holds pgberth's token and means harm.
struct Harm {
  const char* what;
  const char* method;
  const char* content_type;
  const char* body;
};

constexpr const char* kMerge = "application/merge-patch+json";
constexpr std::array kHarms{
    Harm{"changes a key", "PATCH", kMerge, R"({"data":{"password":"Yg=="}})"},
    Harm{"changes a key by text", "PATCH", kMerge, R"({"stringData":{"password":"b"}})"},
    Harm{"removes a key", "PATCH", kMerge, R"({"data":{"password":null}})"},
    Harm{"empties it", "PATCH", kMerge, R"({"data":null})"},
    Harm{"marks it", "PATCH", kMerge, R"({"metadata":{"labels":{"argocd":"x"}}})"},
    Harm{"locks it", "PATCH", kMerge, R"({"immutable":true})"},
    Harm{"binds it", "PATCH", kMerge, R"({"metadata":{"finalizers":["example.com/never"]}})"},
    Harm{"replaces a key", "PATCH", "application/json-patch+json",
         R"([{"op":"add","path":"/data/password","value":"Yg=="}])"},
    Harm{"changes a key, the usual way", "PATCH", "application/strategic-merge-patch+json",
         R"({"data":{"password":"Yg=="}})"},
    Harm{
        "takes it over", "PATCH", "application/apply-patch+yaml",
        R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"entry"},"data":{"password":"Yg=="}})"},
    Harm{
        "replaces it", "PUT", "application/json",
        R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"entry"},"data":{"password":"Yg=="}})"},
    Harm{"deletes it", "DELETE", "application/json", ""},
};

class RightsTest : public testing::Test {
 protected:
  RightsTest() {
    shipped_rights().bind(name_space_, "create-only");
    EXPECT_TRUE(client_.store().create(path_, entry_of({{"password", "a"}, {"username", "u"}})));
    version_ = cluster_.resource_version(path_);
  }

  JsonAnswer ask(const Harm& harm) {
    return cluster_.ask_as(shipped_rights().token(), harm.method,
                           "/api/v1/namespaces/" + name_space_ + "/secrets/entry" +
                               (std::string(harm.content_type).find("apply") == std::string::npos
                                    ? ""
                                    : "?fieldManager=x&force=true"),
                           harm.body, harm.content_type);
  }
  bool unchanged() { return cluster_.resource_version(path_) == version_; }

  KubernetesFixture& cluster_ = shared_kubernetes();
  std::string name_space_ = cluster_.new_namespace("rights");
  std::string path_ = name_space_ + "/entry";
  KubernetesClient client_{access_with(shipped_rights().token())};
  std::string version_{};
};

TEST_F(RightsTest, CreateOnlyLetsEverythingBeReadAndNothingBeChanged) {
  EXPECT_EQ(keys_of(read_one(client_.store(), path_)),
            (StoreKeys{{"password", "a"}, {"username", "u"}}));
  EXPECT_EQ(*client_.store().list(name_space_ + "/"), (std::set<std::string>{path_}));
  EXPECT_EQ(*client_.store().create(path_, entry_of({{"password", "b"}})), Creation::AlreadyThere);
  const auto added = client_.store().add_missing_keys(path_, content_of({{"dbcreated", "true"}}));
  EXPECT_EQ(added.error().code, Code::KeyNotGranted);

  for (const Harm& harm : kHarms) EXPECT_EQ(ask(harm).status, 403) << harm.what;
  EXPECT_TRUE(unchanged());
}

TEST_F(RightsTest, AddKeyLetsKeysBeAddedAndNothingElse) {
  shipped_rights().bind(name_space_, "add-key");

  for (const Harm& harm : kHarms) {
    const int status = ask(harm).status;
    EXPECT_TRUE(status == 403 || status == 422) << harm.what << ": " << status;
  }
  EXPECT_TRUE(unchanged());

  const auto added = client_.store().add_missing_keys(
      path_, content_of({{"dbcreated", "true"}, {"password", "b"}}));
  ASSERT_TRUE(added) << added.error().what;
  EXPECT_EQ(*added, (std::set<std::string>{"dbcreated"}));
  EXPECT_EQ(keys_of(read_one(client_.store(), path_)),
            (StoreKeys{{"password", "a"}, {"username", "u"}, {"dbcreated", "true"}}));
}

TEST_F(RightsTest, AddKeyLocksNoSecretForGood) {
  shipped_rights().bind(name_space_, "add-key");
  ASSERT_EQ(cluster_
                .ask("PATCH", "/api/v1/namespaces/" + name_space_ + "/secrets/entry",
                     R"({"immutable":false})", kMerge)
                .status,
            200);

  EXPECT_EQ(ask({"locks it", "PATCH", kMerge, R"({"immutable":true})"}).status, 422);
}

TEST_F(RightsTest, ThePolicyLetsOthersWorkAsEver) {
  const auto answer = cluster_.ask("PATCH", "/api/v1/namespaces/" + name_space_ + "/secrets/entry",
                                   R"({"data":{"password":"Yg=="}})", kMerge);

  EXPECT_EQ(answer.status, 200);
}

TEST_F(RightsTest, OnlyPlainSecretsAreMade) {
  const auto status = [&](const std::string& rest) {
    return cluster_
        .ask_as(shipped_rights().token(), "POST", "/api/v1/namespaces/" + name_space_ + "/secrets",
                R"({"apiVersion":"v1","kind":"Secret",)" + rest + "}")
        .status;
  };

  EXPECT_EQ(status(R"("metadata":{"name":"t","annotations":)"
                   R"({"kubernetes.io/service-account.name":"default"}},)"
                   R"("type":"kubernetes.io/service-account-token")"),
            422);
  for (const char* harm : {R"("metadata":{"name":"sh.helm.release.v1.rel.v2"})",
                           R"("metadata":{"name":"t","labels":{"owner":"helm"}})",
                           R"("metadata":{"name":"t","annotations":{"reflector":"x"}})",
                           R"("metadata":{"name":"t","finalizers":["example.com/never"]})",
                           R"("metadata":{"name":"t"},"immutable":true)",
                           R"("metadata":{"generateName":"sh.helm.release.v1.rel.v"})"})
    EXPECT_EQ(status(harm), 422) << harm;
  EXPECT_EQ(status(R"("metadata":{"name":"t"})"), 201);
}

TEST_F(RightsTest, ElsewhereThereAreNone) {
  const std::string elsewhere = cluster_.new_namespace("elsewhere");

  const auto creation = client_.store().create(elsewhere + "/entry", entry_of({{"password", "a"}}));

  EXPECT_EQ(creation.error().code, Code::StoreRights);
  EXPECT_NE(creation.error().what.find(elsewhere), std::string::npos);
  EXPECT_EQ(read_one(client_.store(), elsewhere + "/entry").presence, Presence::Unreadable);
}

}  // namespace
}  // namespace pgberth
