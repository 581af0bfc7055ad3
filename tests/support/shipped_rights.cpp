#include "tests/support/shipped_rights.h"

#include <chrono>
#include <stdexcept>
#include <thread>

namespace pgberth {
namespace {

constexpr const char* kFolder = PGBERTH_SOURCE_DIR "/deploy/rights/kubernetes/";

std::string secrets_in(const std::string& name_space) {
  return "/api/v1/namespaces/" + name_space + "/secrets";
}

std::string secret(const std::string& name, const std::string& type) {
  return R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":")" + name + R"("},"type":")" +
         type + R"(","data":{"a":"YQ=="}})";
}

/// Until the API server denies what the policies forbid.
template <class Denied>
void await(Denied denied) {
  for (int turn = 0; turn < 1200; ++turn) {
    if (denied()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  throw std::runtime_error("the policies do not come into force");
}

}  // namespace

ShippedRights::ShippedRights() {
  KubernetesFixture& cluster = shared_kubernetes();
  cluster.make_namespace("pgberth");
  for (const char* file : {"create-only.yaml", "only-opaque.yaml", "add-key.yaml"})
    cluster.kubectl({"apply", "-f", std::string(kFolder) + file});
  token_ = cluster.token_of("pgberth", "pgberth");
  const std::string probe = cluster.new_namespace("rights-probe");
  bind(probe, "create-only");
  bind(probe, "add-key");
  int tries = 0;
  await([&] {
    const std::string name = "probe-" + std::to_string(++tries);
    return cluster.ask_as(token_, "POST", secrets_in(probe), secret(name, "example/other"))
               .status == 422;
  });
  await([&] {
    cluster.ask("POST", secrets_in(probe), secret("kept", "Opaque"));
    // What was let through once is no change the next time: each try wants something else.
    return cluster
               .ask_as(token_, "PATCH", secrets_in(probe) + "/kept",
                       R"({"stringData":{"a":")" + std::to_string(++tries) + "\"}}",
                       "application/merge-patch+json")
               .status == 422;
  });
}

void ShippedRights::bind(const std::string& name_space, const std::string& tier) const {
  const std::string name = tier == "create-only" ? "pgberth" : "pgberth-" + tier;
  shared_kubernetes().kubectl({"-n", name_space, "create", "rolebinding", name,
                               "--clusterrole=pgberth-" + tier,
                               "--serviceaccount=pgberth:pgberth"});
  const std::string verb = tier == "create-only" ? "list" : "patch";
  await([&] {
    return shared_kubernetes()
        .ask(
            "POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews",
            R"({"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","spec":{"user":")" +
                user() + R"(","resourceAttributes":{"namespace":")" + name_space + R"(","verb":")" +
                verb + R"(","resource":"secrets"}}})")
        .body.value("/status/allowed"_json_pointer, false);
  });
}

const ShippedRights& shipped_rights() {
  static const ShippedRights rights;
  return rights;
}

}  // namespace pgberth
