#include <gtest/gtest.h>

#include "tests/support/http_proxy.h"
#include "tests/support/store_contract.h"
#include "tests/support/temp_dir.h"
#include "tests/support/vault_fixture.h"
#include "tests/vault/canned_vault.h"
#include <fstream>
#include <string>
#include <vector>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr const char* kLogin =
    R"({"auth":{"client_token":"hvs.one","lease_duration":3600,"renewable":true,"policies":["default"]}})";
constexpr const char* kEntry = R"({"data":{"data":{"a":"b"},"metadata":{"version":1}}})";

VaultLogin by_role() {
  return VaultAppRole{.role_id = "r", .secret_id = {}};
}

/// A log-in that works, and `answer` to all else.
CannedVault::Script after_login(const CannedVault::Answer& answer) {
  return [answer](const std::string& call, const httplib::Request&) {
    return call.ends_with("/login") ? CannedVault::Answer{200, kLogin} : answer;
  };
}

TEST(VaultAnswers, MeanWhatTheirStatusSays) {
  const std::vector<std::pair<int, Code>> cases{
      {307, Code::StoreFailed},      {400, Code::StoreFailed},      {401, Code::StoreAuth},
      {403, Code::StoreRights},      {404, Code::StoreFailed},      {412, Code::StoreFailed},
      {413, Code::EntryTooLarge},    {429, Code::StoreUnreachable}, {472, Code::StoreUnreachable},
      {473, Code::StoreUnreachable}, {500, Code::StoreUnreachable}, {503, Code::StoreUnreachable}};
  for (const auto& [status, code] : cases) {
    // Some of it may be what was sent.
    const CannedVault vault(after_login({status, R"({"errors":["bad value canary"]})"}));
    Asking asking(vault.url(), by_role());

    const auto creation = asking.store.create("secret/a", entry_of({{"a", "canary"}}));

    ASSERT_FALSE(creation) << status;
    EXPECT_EQ(creation.error().code, code) << status;
    EXPECT_EQ(creation.error().what.find("canary"), std::string::npos) << creation.error().what;
  }
}

TEST(VaultAnswers, AreAbsenceOnlyInVaultsOwnWords) {
  for (const char* body : {"<html>not here</html>", "", "{}",
                           R"({"errors":["no handler for route"]})", R"({"errors":[)", "[]"}) {
    const CannedVault vault(after_login({404, body}));
    Asking asking(vault.url(), by_role());

    EXPECT_EQ(read_one(asking.store, "secret/a").presence, Presence::Unreadable) << body;
    EXPECT_FALSE(asking.store.add_missing_keys("secret/a", content_of({{"a", "b"}}))) << body;
    EXPECT_FALSE(asking.store.list("secret/")) << body;
  }
  const CannedVault vault(after_login({404, R"({"errors":[]})"}));
  Asking asking(vault.url(), by_role());
  EXPECT_EQ(read_one(asking.store, "secret/a").presence, Presence::Absent);
}

TEST(VaultAnswers, ThatNestWithoutEndAreNone) {
  const std::string deep(200'000, '[');
  const std::string closed(200'000, ']');
  const CannedVault vault(after_login({200, R"({"data":{"data":{"a":)" + deep + closed + "}}}"}));
  Asking asking(vault.url(), by_role());

  EXPECT_EQ(read_one(asking.store, "secret/a").presence, Presence::Unreadable);
}

TEST(VaultAnswers, OfAnyShapeEndInAnError) {
  for (const char* body : {"null", "[]", "7", "\"x\"", R"({"data":7})", R"({"data":[]})",
                           R"({"auth":[]})", R"({"errors":"x"})", R"({"data":{"keys":{}}})"}) {
    const CannedVault vault(after_login({200, body}));
    const CannedVault closed([body](const std::string&, const httplib::Request&) {
      return CannedVault::Answer{200, body};
    });
    Asking asking(vault.url(), by_role());
    Asking at_login(closed.url(), by_role());

    EXPECT_EQ(read_one(asking.store, "secret/a").presence, Presence::Unreadable) << body;
    EXPECT_FALSE(asking.store.list("secret/")) << body;
    const auto refused = at_login.store.list("");
    ASSERT_FALSE(refused) << body;
    EXPECT_EQ(refused.error().code, Code::StoreAuth) << body;
  }
}

TEST(VaultAnswers, SayThatAVaultIsTooOldToAddKeys) {
  const CannedVault vault(
      [](const std::string& call, const httplib::Request&) -> CannedVault::Answer {
        if (call.ends_with("/login")) return {200, kLogin};
        if (call.starts_with("PATCH"))
          return {405, R"({"errors":["1 error occurred: unsupported operation"]})"};
        return {200, kEntry};
      });
  Asking asking(vault.url(), by_role());

  const auto added = asking.store.add_missing_keys("secret/a", content_of({{"key", "x"}}));

  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, Code::StoreFailed);
  EXPECT_EQ(added.error().hint, "Adding a key needs Vault 1.9 or newer.");
}

TEST(VaultAnswers, EndTheAskingWhenNobodyIsThere) {
  const CannedVault vault(
      [](const std::string& call, const httplib::Request&) -> CannedVault::Answer {
        if (call.ends_with("/login")) return {200, kLogin};
        return {500, "{}"};
      });
  Asking asking(vault.url(), by_role());
  std::set<std::string> paths;
  for (int i = 0; i < 100; ++i) paths.insert("secret/" + std::to_string(i));

  const auto answers = asking.store.read(paths);

  ASSERT_EQ(answers.size(), 100u);
  for (const auto& [path, entry] : answers) EXPECT_EQ(entry.presence, Presence::Unreadable);
  EXPECT_LE(vault.calls().size(), 1u + 7u * 6u);
}

TEST(VaultAnswers, OfAChangingEntryEndTheTries) {
  int version = 0;
  const CannedVault vault([&](const std::string& call,
                              const httplib::Request&) -> CannedVault::Answer {
    if (call.ends_with("/login")) return {200, kLogin};
    if (call.starts_with("PATCH"))
      return {400, R"({"errors":["check-and-set parameter did not match the current version"]})"};
    return {
        200,
        Json{{"data", {{"data", {{"a", "b"}}}, {"metadata", {{"version", ++version}}}}}}.dump()};
  });
  Asking asking(vault.url(), by_role());

  const auto added = asking.store.add_missing_keys("secret/a", content_of({{"key", "x"}}));

  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, Code::StoreFailed);
  EXPECT_EQ(version, 16);
}

TEST(VaultCalls, NameTheNamespaceAndShowNoTokenToALogin) {
  const TempDir home;
  std::ofstream(home / "token") << "first\n";
  std::vector<std::string> seen;
  const CannedVault vault(
      [&](const std::string& call, const httplib::Request& request) -> CannedVault::Answer {
        seen.push_back(call + " " + request.get_header_value("X-Vault-Namespace") + " " +
                       request.get_header_value("X-Vault-Request") + " " +
                       request.get_header_value("X-Vault-Token") + " " + request.body);
        return {200, call.ends_with("/login") ? kLogin : kEntry};
      });
  Asking asking(
      {.url = vault.url() + "/",
       .name_space = "team/qa",
       .login = VaultKubernetes{
           .mount = "k8s/dev", .role = "pgberth", .token_file = (home / "token").string()}});

  EXPECT_EQ(read_one(asking.store, "secret/a").presence, Presence::Present);

  EXPECT_EQ(seen, (std::vector<std::string>{
                      R"(POST auth/k8s/dev/login team/qa true  {"jwt":"first","role":"pgberth"})",
                      "GET secret/data/a team/qa true hvs.one "}));
}

/// As Vaults did before they wrote "invalid token"; the file of a pod has another token by then.
TEST(VaultCalls, AreRepeatedWithAnotherTokenWhenOneEnded) {
  const TempDir home;
  std::ofstream(home / "token") << "first\n";
  int logins = 0;
  const CannedVault vault(
      [&](const std::string& call, const httplib::Request& request) -> CannedVault::Answer {
        if (call.ends_with("/login")) {
          ++logins;
          EXPECT_EQ(Json::parse(request.body)["jwt"], logins == 1 ? "first" : "second");
          std::string login = kLogin;
          if (logins == 2) login.replace(login.find("hvs.one"), 7, "hvs.two");
          return {200, login};
        }
        if (request.get_header_value("X-Vault-Token") != "hvs.two")
          return {403, R"({"errors":["permission denied"]})"};
        return {200, kEntry};
      });
  Asking asking(vault.url(),
                VaultKubernetes{.role = "pgberth", .token_file = (home / "token").string()});
  (void)asking.store.list("nowhere");  // Logs in.
  std::ofstream(home / "token") << "second\n";

  EXPECT_EQ(read_one(asking.store, "secret/a").presence, Presence::Present);

  EXPECT_EQ(vault.calls(),
            (std::vector<std::string>{"POST auth/kubernetes/login", "GET secret/data/a",
                                      "GET auth/token/lookup-self", "POST auth/kubernetes/login",
                                      "GET secret/data/a"}));
}

TEST(VaultCalls, WhoseReplyIsLostHadTheirEffectOnce) {
  VaultFixture& vault = shared_vault();
  const std::string mount = vault.new_mount();
  HttpProxy proxy(vault.url(), {.unreachable = Code::StoreUnreachable});
  VaultAddress address = address_of(vault, vault.root_token());
  address.url = proxy.url();
  Asking asking(address);
  std::string lost = "POST";
  proxy.set_hook([&](const std::string& call) {
    if (!call.starts_with(lost)) return HttpFault::None;
    lost = "nothing more";
    return HttpFault::LostReply;
  });

  const auto creation = asking.store.create(mount + "entry", entry_of({{"password", "one"}}));
  lost = "PATCH";
  const auto added = asking.store.add_missing_keys(mount + "entry",
                                                   content_of({{"key", "x"}, {"password", "two"}}));

  ASSERT_TRUE(creation) << creation.error().what;
  EXPECT_EQ(*creation, Creation::AlreadyThere);
  ASSERT_TRUE(added) << added.error().what;
  EXPECT_EQ(*added, (std::set<std::string>{"key"}));
  EXPECT_EQ(keys_of(read_one(asking.store, mount + "entry")),
            (StoreKeys{{"password", "one"}, {"key", "x"}}));
  EXPECT_EQ(vault.version(mount + "entry"), 2);
}

}  // namespace
}  // namespace pgberth
