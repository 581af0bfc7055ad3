#include <gtest/gtest.h>

#include "tests/support/kubernetes_fixture.h"

namespace pgberth {
namespace {

/// Without the programs of a cluster none of these tests is run, and each says so.
class NeedsCluster : public testing::Environment {
  void SetUp() override {
    if (!KubernetesFixture::can_run())
      GTEST_SKIP() << "there is no kube-apiserver: scripts/go-servers builds one";
  }
};

[[maybe_unused]] const auto* const kNeedsCluster =
    testing::AddGlobalTestEnvironment(new NeedsCluster);

}  // namespace
}  // namespace pgberth
