#include <gtest/gtest.h>

#include "tests/support/checks.h"
#include "tests/support/kubernetes_client.h"
#include "tests/support/shipped_rights.h"
#include "tests/support/vault_secrets.h"
#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

// Service accounts that lack one rule each: what is said to be missing is that and nothing else.

namespace pgberth {
namespace {

using Json = nlohmann::json;

Json rule(const std::string& group, const std::string& resource, const std::string& verb) {
  return {{"apiGroups", {group}}, {"resources", {resource}}, {"verbs", {verb}}};
}

class KubernetesDoctor : public testing::Test {
 protected:
  KubernetesDoctor() {
    static const bool installed = [] {
      shared_kubernetes().apply(kVaultSecrets);
      shared_kubernetes().kubectl({"wait", "--for=condition=Established", "--timeout=60s",
                                   "crd/vaultsecrets.ricoberger.de"});
      return true;
    }();
    EXPECT_TRUE(installed);
  }

  static Json all_rules() {
    return {rule("", "secrets", "get"),
            rule("", "secrets", "list"),
            rule("", "secrets", "create"),
            rule("", "secrets", "patch"),
            rule("ricoberger.de", "vaultsecrets", "list"),
            rule("external-secrets.io", "externalsecrets", "list")};
  }
  StoreWork work() const {
    return {.read = {path("own"), path("shared"), path("theirs")},
            .create = {path("own"), path("shared")},
            .add_keys = {path("shared")}};
  }
  std::string path(const std::string& name) const { return name_space_ + "/" + name; }

  /// A new account under these rules.
  std::string account_under(const Json& rules) {
    const std::string account = "doctor-" + std::to_string(++accounts_);
    token_ = cluster_.token_of(name_space_, account);
    cluster_.grant(name_space_, account, rules.dump());
    return "system:serviceaccount:" + name_space_ + ":" + account;
  }
  std::vector<Check> examined(const Json& rules, const StoreWork& work) {
    account_under(rules);
    KubernetesClient client(access_with(token_));
    return client.store().examine(work);
  }
  /// What stands in a cure, as the API takes it.
  std::string cure(const std::string& group, const std::string& resource,
                   const std::string& verb) const {
    return "- apiGroups: [" + (group.empty() ? "\"\"" : group) + "]\n  resources: [" + resource +
           "]\n  verbs: [" + verb + "]";
  }

  KubernetesFixture& cluster_ = shared_kubernetes();
  std::string name_space_ = cluster_.new_namespace("doctor");
  int accounts_ = 0;
  std::string token_{};
};

TEST_F(KubernetesDoctor, FindsNothingMissingWhereAllIsGranted) {
  const std::string user = account_under(all_rules());
  KubernetesClient client(access_with(token_));

  const auto checks = client.store().examine(work());

  EXPECT_EQ(lacks(checks), std::vector<std::string>{});
  ASSERT_NE(find(checks, kWhoWeAre), nullptr);
  EXPECT_EQ(find(checks, kWhoWeAre)->seen, "\"" + user + "\"");
  EXPECT_NE(find(checks, "clock"), nullptr);
  EXPECT_NE(find(checks, "TLS"), nullptr);
}

TEST_F(KubernetesDoctor, NamesTheOneRuleThatIsMissing) {
  const Json all = all_rules();
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {  // The last one is installed by nobody here.
    Json rules = all;
    rules.erase(i);
    const std::string group = all[i]["apiGroups"][0];
    const std::string resource = all[i]["resources"][0];
    const std::string verb = all[i]["verbs"][0];

    const auto checks = examined(rules, work());
    const auto told = lacks(checks);

    ASSERT_EQ(told.size(), 1u) << verb << " " << resource << "\n" << Json(told).dump(1);
    EXPECT_EQ(missing(checks).empty(), verb == "list" || verb == "patch") << told[0];
    std::string about = verb;
    about.append(" ").append(resource).append(" in \"").append(name_space_).append("\": ");
    EXPECT_TRUE(told[0].starts_with(about)) << told[0];
    EXPECT_TRUE(told[0].ends_with(cure(group, resource, verb))) << told[0];
  }
}

TEST_F(KubernetesDoctor, DemandsWhatNoPersonCanDoInstead) {
  StoreWork demanding = work();
  demanding.add_passwords = {path("shared")};
  demanding.copies = {path("own")};
  Json rules = all_rules();
  rules.erase(4);
  rules.erase(3);

  const auto told = missing(examined(rules, demanding));

  ASSERT_EQ(told.size(), 2u);
  EXPECT_TRUE(told[0].starts_with("patch secrets in ")) << told[0];
  EXPECT_TRUE(told[1].starts_with("list vaultsecrets in ")) << told[1];
}

TEST_F(KubernetesDoctor, GathersInOneRuleWhatIsMissingOfOneKind) {
  const auto told = missing(examined(Json::array(), work()));

  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(told[0].starts_with("get, create secrets in ")) << told[0];
  EXPECT_TRUE(told[0].ends_with("\n  verbs: [get, create]")) << told[0];
}

TEST_F(KubernetesDoctor, CuresByTheRulesThatItNames) {
  const auto before = examined(Json::array(), work());
  std::string text =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: cured, "
      "namespace: " +
      name_space_ + "}\nrules:\n";
  for (const Check& check : before)
    if (!check.cure.empty()) text.append(check.cure).append("\n");
  cluster_.apply(text);
  cluster_.kubectl({"-n", name_space_, "create", "rolebinding", "cured", "--role=cured",
                    "--serviceaccount=" + name_space_ + ":doctor-1"});
  KubernetesClient client(access_with(token_));

  std::vector<std::string> still = lacks(before);
  for (int turn = 0; turn < 500 && !still.empty(); ++turn) {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    still = lacks(client.store().examine(work()));
  }

  EXPECT_FALSE(lacks(before).empty());
  EXPECT_EQ(still, std::vector<std::string>{});
}

TEST_F(KubernetesDoctor, AsksForNoRightToAddKeysWhereNoneAreAdded) {
  Json rules = all_rules();
  rules.erase(3);

  EXPECT_EQ(lacks(examined(rules, {.read = {path("own")}, .create = {path("own")}})),
            std::vector<std::string>{});
}

TEST_F(KubernetesDoctor, TakesARightOnSingleSecretsForEnough) {
  Json rules = all_rules();
  rules[0]["resourceNames"] = {"own", "theirs"};

  const auto told = lacks(examined(rules, work()));

  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(told[0].starts_with("get secrets in ")) << told[0];
  EXPECT_NE(told[0].find("resourceNames: [shared]"), std::string::npos) << told[0];
  rules[0]["resourceNames"] = {"own", "theirs", "shared"};
  EXPECT_EQ(lacks(examined(rules, work())), std::vector<std::string>{});
}

TEST_F(KubernetesDoctor, FindsNothingMissingUnderTheShippedRights) {
  shipped_rights().bind(name_space_, "create-only");
  shipped_rights().bind(name_space_, "add-key");
  KubernetesClient client(access_with(shipped_rights().token()));

  EXPECT_EQ(lacks(client.store().examine(work())), std::vector<std::string>{});
}

TEST_F(KubernetesDoctor, DemandsNothingBeyondTheFirstTier) {
  shipped_rights().bind(name_space_, "create-only");
  KubernetesClient client(access_with(shipped_rights().token()));

  const auto checks = client.store().examine(work());

  EXPECT_EQ(missing(checks), std::vector<std::string>{});
  ASSERT_EQ(lacks(checks).size(), 1u);
  EXPECT_TRUE(lacks(checks)[0].starts_with("patch secrets in ")) << lacks(checks)[0];
}

TEST_F(KubernetesDoctor, TellsThatACredentialIsNotTaken) {
  KubernetesClient client(access_with("nobody"));

  const auto checks = client.store().examine(work());

  ASSERT_EQ(checks.size(), 1u);
  EXPECT_EQ(checks[0].about, kReachability);
  EXPECT_EQ(checks[0].verdict, Verdict::Missing);
}

TEST_F(KubernetesDoctor, TellsTheClusterOnlyWithTheRightToSeeIt) {
  account_under(all_rules());
  KubernetesClient without(access_with(token_));
  const auto refused = without.store().identity();
  const std::ifstream in(PGBERTH_SOURCE_DIR "/deploy/rights/kubernetes/identity.yaml");
  std::ostringstream manifest;
  manifest << in.rdbuf();
  const std::string token = shipped_rights().token();
  cluster_.apply(manifest.str());
  KubernetesClient with(access_with(token));
  auto uid = with.store().identity();
  for (int turn = 0; turn < 500 && !uid; ++turn) {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    uid = with.store().identity();
  }

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::StoreRights);
  EXPECT_NE(refused.error().hint.find("identity.yaml"), std::string::npos);
  ASSERT_TRUE(uid) << uid.error().what;
  EXPECT_EQ(*uid,
            text_at(cluster_.ask("GET", "/api/v1/namespaces/kube-system").body, "/metadata/uid"));
}

TEST_F(KubernetesDoctor, ReadsNoSecretAndWritesNothing) {
  const std::string user = account_under(all_rules());
  KubernetesClient client(access_with(token_));

  (void)client.store().examine(work());

  const auto calls = cluster_.calls_of(user);
  EXPECT_FALSE(calls.empty());
  for (const std::string& call : calls)
    EXPECT_TRUE(call.starts_with("create selfsubject") || call.starts_with("dry create secrets "))
        << call;
}

}  // namespace
}  // namespace pgberth
