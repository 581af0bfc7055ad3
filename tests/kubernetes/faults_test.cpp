#include <gtest/gtest.h>

#include "tests/support/kubernetes_client.h"
#include "tests/support/store_faults.h"

namespace pgberth {
namespace {

TEST(KubernetesFaults, EachCallMeetsEachFault) {
  KubernetesFixture& cluster = shared_kubernetes();
  const std::string name_space = cluster.new_namespace("faults");
  HttpProxy proxy(cluster.server(),
                  {.unreachable = Code::StoreUnreachable, .ca_file = cluster.ca_file()});
  ClusterAccess through = access_with(KubernetesFixture::admin_token());
  through.server = proxy.url();
  ClusterAccess wrong = access_with(KubernetesFixture::admin_token());
  wrong.ca_file = "/etc/ssl/certs/ca-certificates.crt";
  KubernetesClient client(std::move(through), kHurried);
  KubernetesClient straight(access_with(KubernetesFixture::admin_token()));
  KubernetesClient untrusting(std::move(wrong), kHurried);

  try_all_faults({.name = "Kubernetes",
                  .through = client.store(),
                  .straight = straight.store(),
                  .untrusting = untrusting.store(),
                  .proxy = proxy,
                  .path = [&](const std::string& name) { return name_space + "/" + name; },
                  .root = name_space + "/"});
}

}  // namespace
}  // namespace pgberth
