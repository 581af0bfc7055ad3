#include <gtest/gtest.h>

#include "tests/support/kubernetes_client.h"
#include "tests/support/store_contract.h"

namespace pgberth {
namespace {

constexpr const char* kAllSecrets =
    R"([{"apiGroups":[""],"resources":["secrets"],"verbs":["get","list","create","patch"]}])";

/// One namespace of the shared cluster, and a service account that may do in it what pgberth does.
struct InKubernetes {
  std::string name_space = shared_kubernetes().new_namespace("contract");
  std::string token = shared_kubernetes().token_of(name_space, "pgberth");
  KubernetesClient client{access_with(token)};

  InKubernetes() { shared_kubernetes().grant(name_space, "pgberth", kAllSecrets); }

  static constexpr bool kAddsKeys = true;
  static constexpr bool kAnyName = false;
  SecretStore& store() { return client.store(); }
  std::string path(const std::string& name) const { return name_space + "/" + name; }
  std::string root() const { return name_space + "/"; }
  static std::string stamp(const std::string& path) {
    return shared_kubernetes().resource_version(path);
  }

  /// Rights cannot leave one name out: the others are allowed by theirs. Who lists sees all.
  void make_unreadable(const std::string& path) const {
    nlohmann::json names = nlohmann::json::array();
    for (const std::string name : {"one", "two", "other"})
      if (this->path(name) != path) names.push_back(name);
    const nlohmann::json rules{
        {{"apiGroups", {""}}, {"resources", {"secrets"}}, {"verbs", {"list", "create", "patch"}}},
        {{"apiGroups", {""}},
         {"resources", {"secrets"}},
         {"verbs", {"get"}},
         {"resourceNames", names}}};
    shared_kubernetes().grant(name_space, "pgberth", rules.dump());
  }
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Kubernetes, StoreContract, InKubernetes);

}  // namespace pgberth
