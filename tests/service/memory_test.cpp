#include <gtest/gtest.h>

#include "tests/service/running.h"
#include <chrono>

namespace pgberth {
namespace {

/// A service whose one store tells versions, after it has made and read everything.
class ServiceMemory : public testing::Test {
 protected:
  ServiceMemory() {
    running_.harness.world.stores[{StoreKind::Kubernetes}] = &store_;
    running_.history.commit({{"one/values.yaml", values("alpha")}});
  }

  /// How many entries one more round reads.
  std::size_t read_by_a_round() {
    const std::size_t before = store_.entries_read();
    EXPECT_TRUE(running_.round().complete);
    return store_.entries_read() - before;
  }
  /// Makes everything, and reads it.
  void begin() {
    running_.round();
    running_.round();
    ASSERT_EQ(store_.entries().size(), 1u);
    ASSERT_EQ(read_by_a_round(), 0u);
  }

  Running running_{};
  MemoryStore store_{{.tells_versions = true}};
};

TEST_F(ServiceMemory, IsVerifiedAsOftenAsSettingsSay) {
  running_.verify_every = std::chrono::hours{1};
  begin();

  running_.harness.world.manual_clock.advance(std::chrono::minutes{50});
  EXPECT_EQ(read_by_a_round(), 0u);
  running_.harness.world.manual_clock.advance(std::chrono::minutes{10});

  EXPECT_EQ(read_by_a_round(), 1u);
  EXPECT_EQ(read_by_a_round(), 0u);
}

TEST_F(ServiceMemory, IsNoneWhereSettingsWantNone) {
  running_.verify_every = {};
  running_.round();
  running_.round();

  EXPECT_EQ(read_by_a_round(), 1u);
}

TEST_F(ServiceMemory, EndsWithTheSettings) {
  begin();

  running_.settings_version = 2;

  EXPECT_EQ(read_by_a_round(), 1u) << "they may mean another store";
  EXPECT_EQ(read_by_a_round(), 0u);
}

}  // namespace
}  // namespace pgberth
