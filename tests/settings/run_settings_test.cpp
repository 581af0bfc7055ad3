#include "reconciler/settings/read_settings.h"

#include <gtest/gtest.h>

#include "tests/support/values_tree.h"
#include <chrono>
#include <string>

namespace pgberth {
namespace {

SettingsRead settings_with(const std::string& run) {
  testing::MemoryTree tree(std::map<std::string, std::string>{
      {"pgberth.yaml", "environments: [{name: qa, dialect: gen3, folder: values}]\n" + run}});
  return read_settings("pgberth.yaml", tree, {});
}

TEST(RunSettings, SayHowOftenAndHowMuchAtOnce) {
  const SettingsRead read = settings_with(
      "run: {interval: 2m, jitter: 7, timeout: 3m, longestBackoff: 4m, deepEvery: 5,\n"
      "      verifyEvery: 90m, passesAtOnce: 6, jobsAtOnce: 8, storeCallsAtOnce: 9}\n");

  ASSERT_FALSE(has_error(read.findings));
  const RunSettings& run = read.settings.run;
  EXPECT_EQ(run.interval, std::chrono::minutes{2});
  EXPECT_EQ(run.jitter, 7u);
  EXPECT_EQ(run.timeout, std::chrono::minutes{3});
  EXPECT_EQ(run.longest_backoff, std::chrono::minutes{4});
  EXPECT_EQ(run.deep_every, 5u);
  EXPECT_EQ(run.verify_every, std::chrono::minutes{90});
  EXPECT_EQ(run.passes_at_once, 6u);
  EXPECT_EQ(run.jobs_at_once, 8u);
  EXPECT_EQ(run.store_calls_at_once, 9u);
}

TEST(RunSettings, ThatAreNotThereAreWhatTheReadmeSays) {
  const SettingsRead read = settings_with("");

  EXPECT_EQ(read.settings.run.verify_every, std::chrono::hours{6});
}

}  // namespace
}  // namespace pgberth
