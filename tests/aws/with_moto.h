#pragma once

#include <gtest/gtest.h>

#include "tests/support/moto_server.h"

namespace pgberth {

/// Without moto such tests are not run, and each says so.
class WithMoto : public testing::Test {
 protected:
  void SetUp() override {
    if (!MotoServer::can_run()) GTEST_SKIP() << "there is no moto: scripts/test-servers sets it up";
  }
};

}  // namespace pgberth
