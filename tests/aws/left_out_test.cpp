#include <gtest/gtest.h>

#include "tests/support/moto_server.h"

namespace pgberth {
namespace {

/// Without moto none of these tests is run, and each says so.
class NeedsMoto : public testing::Environment {
  void SetUp() override {
    if (!MotoServer::can_run()) GTEST_SKIP() << "there is no moto: scripts/test-servers sets it up";
  }
};

[[maybe_unused]] const auto* const kNeedsMoto = testing::AddGlobalTestEnvironment(new NeedsMoto);

}  // namespace
}  // namespace pgberth
