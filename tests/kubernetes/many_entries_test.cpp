#include <gtest/gtest.h>

#include "tests/support/http_proxy.h"
#include "tests/support/kubernetes_client.h"
#include "tests/support/store_contract.h"
#include <chrono>
#include <cstdio>
#include <set>
#include <string>

namespace pgberth {
namespace {

using Time = std::chrono::steady_clock;

double seconds_of(Time::duration time) {
  return std::chrono::duration<double>(time).count();
}

// Asked for by scripts/bench alone: it measures, and a loaded machine has no say in whether tests
// pass.
TEST(ManyEntries, DISABLED_AreReadInACallForEachNamespace) {
  constexpr int spaces = 20;
  constexpr int entries = 50;
  KubernetesFixture& cluster = shared_kubernetes();
  HttpProxy proxy(cluster.server(),
                  {.unreachable = Code::StoreUnreachable, .ca_file = cluster.ca_file()});
  KubernetesClient straight(access_with(KubernetesFixture::admin_token()));
  std::set<std::string> paths;
  std::set<std::string> one;
  for (int s = 0; s < spaces; ++s) {
    const std::string space = cluster.new_namespace("many");
    for (int e = 0; e < entries; ++e) {
      const std::string path = space + "/entry-" + std::to_string(e);
      ASSERT_TRUE(straight.store().create(path, entry_of({{"password", "x"}})));
      paths.insert(path);
      if (e == 0 && s == 0) one.insert(path);
    }
  }
  ClusterAccess through = access_with(KubernetesFixture::admin_token());
  through.server = proxy.url();
  KubernetesClient client(std::move(through));
  proxy.set_latency(std::chrono::milliseconds{50});
  proxy.forget_calls();

  const auto begin = Time::now();
  const auto single = client.store().read(one);
  const auto between = Time::now();
  const auto all = client.store().read(paths);
  const auto end = Time::now();

  ASSERT_EQ(all.size(), paths.size());
  const double alone = seconds_of(between - begin);
  const double together = seconds_of(end - between);
  std::printf(
      "kubernetes: %zu entries of %d namespaces in %zu calls, %.2f s at 50 ms a call; "
      "%.1f times one entry\n",
      paths.size(), spaces, proxy.calls().size() - 1, together, together / alone);
  EXPECT_EQ(proxy.calls().size() - 1, static_cast<std::size_t>(spaces));
}

}  // namespace
}  // namespace pgberth
