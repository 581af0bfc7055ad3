#include <gtest/gtest.h>

#include "tests/support/checks.h"
#include "tests/support/kubernetes_client.h"
#include "tests/support/process.h"
#include "tests/support/server_programs.h"
#include "tests/support/store_contract.h"
#include <functional>
#include <string>
#include <thread>
#include <vector>

// All rights are granted, and nothing can be made all the same. What doctor says is compared with
// what a creation comes to, before the cure and after.

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr const char* kMerge = "application/merge-patch+json";

bool lasting(const std::function<bool()>& is_so) {
  for (int turn = 0; turn < 1000; ++turn) {
    if (is_so()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  return false;
}

class KubernetesDoctorNamespace : public testing::Test {
 protected:
  KubernetesDoctorNamespace() {
    cluster_.kubectl(
        {"create", "clusterrole", name_space_, "--resource=secrets", "--verb=get,list,create"});
    cluster_.kubectl({"create", "clusterrolebinding", name_space_, "--clusterrole=" + name_space_,
                      "--serviceaccount=" + home_ + ":" + account_});
    EXPECT_TRUE(lasting([&] { return lacks_of("create secrets").empty(); }));
  }

  StoreWork work() const {
    return {.read = {path("a"), path("b")}, .create = {path("a"), path("b")}};
  }
  std::string path(const std::string& name) const { return name_space_ + "/" + name; }
  std::vector<Check> examined() { return client_.store().examine(work()); }
  std::vector<std::string> told() { return lacks(examined()); }
  std::vector<std::string> lacks_of(const std::string& begin) {
    std::vector<std::string> all = told();
    std::erase_if(all, [&](const std::string& each) { return !each.starts_with(begin); });
    return all;
  }
  Result<Creation> created(const std::string& name) {
    return client_.store().create(path(name), entry_of({{"password", "x"}}));
  }
  std::string api() const { return "/api/v1/namespaces/" + name_space_; }

  /// In a shell, as a person would.
  Finished paste(const std::string& cure) const {
    const std::string folder = server_program("kubernetes", "kubectl")->parent_path();
    return run({"sh", "-e", "-c", "PATH=\"" + folder + ":$PATH\"\n" + cure},
               {{"KUBECONFIG", cluster_.kubeconfig()}});
  }
  /// A quota as it is once its controller, which this cluster has not, has counted.
  void count_quota(const std::string& used) const {
    const Json quota = cluster_.ask("GET", api() + "/resourcequotas/few").body;
    const Json& hard = quota.at("spec").at("hard");
    Json counts;
    for (const auto& [resource, number] : hard.items()) counts[resource] = used;
    const Json status{{"status", {{"hard", hard}, {"used", counts}}}};
    ASSERT_TRUE(
        cluster_.ask("PATCH", api() + "/resourcequotas/few/status", status.dump(), kMerge).ok());
  }

  KubernetesFixture& cluster_ = shared_kubernetes();
  std::string home_ = cluster_.new_namespace("accounts");
  std::string name_space_ = home_ + "-wanted";
  std::string account_ = "maker";
  KubernetesClient client_{access_with(cluster_.token_of(home_, account_))};
};

TEST_F(KubernetesDoctorNamespace, TellsOfOneThatIsNotThere) {
  const auto before = told();
  const auto refused = created("a");
  const Finished cured = paste("kubectl create namespace " + name_space_);

  EXPECT_EQ(before, (std::vector<std::string>{"namespace \"" + name_space_ +
                                              "\": kubectl create namespace " + name_space_}));
  EXPECT_FALSE(refused);
  EXPECT_EQ(cured.exit_code, 0) << cured.all();
  EXPECT_EQ(told(), std::vector<std::string>{});
  EXPECT_TRUE(created("a"));
}

TEST_F(KubernetesDoctorNamespace, TellsOfOneThatIsBeingDeleted) {
  cluster_.make_namespace(name_space_);
  EXPECT_EQ(told(), std::vector<std::string>{});
  cluster_.ask("DELETE", api());  // Nobody finishes that in a cluster without controllers.
  ASSERT_TRUE(lasting([&] { return !told().empty(); }));

  const auto checks = examined();

  const Check* check = find(checks, "namespace \"" + name_space_ + "\"");
  ASSERT_NE(check, nullptr);
  EXPECT_EQ(check->verdict, Verdict::Missing);
  EXPECT_EQ(check->seen, "is being deleted");
  EXPECT_FALSE(created("a"));
}

TEST_F(KubernetesDoctorNamespace, TellsOfAQuotaThatIsUsedUp) {
  for (const std::string resource : {"secrets", "count/secrets"}) {
    name_space_ = cluster_.new_namespace("quota");
    cluster_.kubectl({"-n", name_space_, "create", "quota", "few", "--hard=" + resource + "=3"});
    count_quota("3");
    ASSERT_TRUE(lasting([&] { return !told().empty(); }));

    const auto before = told();
    const auto refused = created("a");
    const Finished cured = paste(before.front().substr(before.front().find(": ") + 2));
    count_quota("3");

    EXPECT_EQ(before, (std::vector<std::string>{
                          "a new Secret in \"" + name_space_ + "\": kubectl -n " + name_space_ +
                          " patch resourcequota few --type=merge -p '{\"spec\":{\"hard\":{\"" +
                          resource + "\":\"5\"}}}'"}));
    EXPECT_FALSE(refused);
    EXPECT_EQ(cured.exit_code, 0) << cured.all();
    EXPECT_TRUE(lasting([&] { return told().empty(); }));
    EXPECT_TRUE(created("a"));
    EXPECT_TRUE(created("b"));
  }
}

TEST_F(KubernetesDoctorNamespace, TellsWhichPolicyDeniesWhatIsToBeMade) {
  cluster_.make_namespace(name_space_);
  cluster_.apply(
      "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\n"
      "metadata: {name: no-secrets-here}\nspec:\n  failurePolicy: Fail\n  matchConstraints:\n"
      "    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: " +
      name_space_ +
      "}}\n    resourceRules:\n      - {apiGroups: [\"\"], apiVersions: [\"*\"], resources: "
      "[secrets], operations: [CREATE]}\n  validations:\n    - {expression: \"false\", message: "
      "\"hunter2 is not for you\"}\n---\napiVersion: admissionregistration.k8s.io/v1\nkind: "
      "ValidatingAdmissionPolicyBinding\nmetadata: {name: no-secrets-here}\nspec: {policyName: "
      "no-secrets-here, validationActions: [Deny]}\n");
  ASSERT_TRUE(lasting([&] { return !told().empty(); }));

  const auto checks = examined();

  const Check* check = find(checks, "a new Secret in \"" + name_space_ + "\"");
  ASSERT_NE(check, nullptr);
  EXPECT_EQ(check->verdict, Verdict::Missing);
  EXPECT_EQ(check->seen, "the policy \"no-secrets-here\" denies it");
  EXPECT_EQ(check->cure.find("hunter2"), std::string::npos);
  EXPECT_EQ(paste(check->cure).exit_code, 0) << check->cure;
  EXPECT_FALSE(created("a"));
  cluster_.kubectl({"delete", "validatingadmissionpolicybinding", "no-secrets-here"});
}

TEST_F(KubernetesDoctorNamespace, TellsOfTheNamespaceBeforeTheRightsInIt) {
  const std::string token = cluster_.token_of(home_, "nobody");
  KubernetesClient nobody(access_with(token));

  const auto unseen = lacks(nobody.store().examine(work()));
  cluster_.kubectl(
      {"create", "clusterrole", name_space_ + "-sees", "--resource=namespaces", "--verb=get"});
  cluster_.kubectl({"create", "clusterrolebinding", name_space_ + "-sees",
                    "--clusterrole=" + name_space_ + "-sees",
                    "--serviceaccount=" + home_ + ":nobody"});
  const std::string told = "namespace \"" + name_space_ + "\"";
  std::vector<Check> seen;
  ASSERT_TRUE(lasting([&] {
    seen = nobody.store().examine(work());
    return find(seen, told) != nullptr;
  }));

  ASSERT_FALSE(unseen.empty());
  EXPECT_TRUE(unseen[0].starts_with("get, create secrets in \"" + name_space_ +
                                    "\": # where there is none yet: kubectl create namespace " +
                                    name_space_ + "\n"))
      << unseen[0];
  const auto lacking = lacks(seen);
  ASSERT_EQ(lacking.size(), 3u);
  EXPECT_EQ(lacking[0], told + ": kubectl create namespace " + name_space_);
  EXPECT_TRUE(lacking[1].ends_with("verbs: [get, create]")) << lacking[1];
  EXPECT_EQ(lacking[1].find("create namespace"), std::string::npos);
}

TEST_F(KubernetesDoctorNamespace, MakesNoSecretWhileItLooksWhetherOneWouldBeTaken) {
  cluster_.make_namespace(name_space_);
  const Json before = cluster_.ask("GET", api() + "/secrets").body;

  const auto checks = examined();

  const std::string since = text_at(before, "/metadata/resourceVersion");
  const std::string changes = cluster_.kubectl(
      {"get", "--raw", api() + "/secrets?watch=true&timeoutSeconds=1&resourceVersion=" + since});
  ASSERT_NE(find(checks, "a new Secret in \"" + name_space_ + "\""), nullptr);
  EXPECT_EQ(changes, "");
  EXPECT_TRUE(cluster_.ask("GET", api() + "/secrets").body.at("items").empty());
}

}  // namespace
}  // namespace pgberth
