#include <gtest/gtest.h>

#include "tests/support/aws_client.h"
#include "tests/support/store_contract.h"
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <set>
#include <string>

namespace pgberth {
namespace {

constexpr std::size_t kEntries = 500;
constexpr std::size_t kEnvironments = 57;

/// 500 entries of 57 environments in one account and region, seen by one identity.
struct Fleet {
  Fleet()
      : site(
            R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "secretsmanager:*",
                                   "Resource": "*"}})") {
    for (std::size_t i = 0; i < kEntries; ++i) {
      const std::string name =
          "env" + std::to_string(i % kEnvironments) + "-service" + std::to_string(i) + "-creds";
      site.root.put(name, R"({"password": "p)" + std::to_string(i) + "\"}");
      names.insert(name);
    }
  }

  AwsSite site;
  std::set<std::string> names{};
};

Fleet& fleet() {
  static Fleet fleet;
  return fleet;
}

bool all_present(const std::map<std::string, StoredEntry>& entries) {
  return entries.size() == kEntries && std::ranges::all_of(entries, [](const auto& each) {
           return each.second.presence == Presence::Present && each.second.content.size() == 1;
         });
}

TEST(SecretsManagerFleet, IsReadByTwenties) {
  Fleet& all = fleet();
  all.site.gate.set_latency(std::chrono::milliseconds{50});
  all.site.gate.forget_calls();
  const auto begin = std::chrono::steady_clock::now();

  const auto entries = all.site.store().read(all.names);

  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  all.site.gate.set_latency(std::chrono::milliseconds{0});
  EXPECT_TRUE(all_present(entries));
  EXPECT_LE(all.site.gate.calls().size(), kEntries / 20 + 5);
  std::printf("%zu entries in %zu calls of 50 ms: %.2f s\n", kEntries, all.site.gate.calls().size(),
              took.count());
}

TEST(SecretsManagerFleet, IsReadWholeWhenEveryThirdCallIsRefused) {
  Fleet& all = fleet();
  std::atomic<int> calls{0};
  all.site.gate.set_hook(
      [&](const std::string&) { return ++calls % 3 == 0 ? AwsFault::TooMany : AwsFault::None; });

  const auto entries = all.site.store().read(all.names);

  all.site.gate.set_hook({});
  EXPECT_TRUE(all_present(entries));
}

TEST(SecretsManagerFleet, TellsItsVersionsInAPageOfAHundredEach) {
  Fleet& all = fleet();
  all.site.gate.forget_calls();

  const auto before = all.site.store().versions(all.names);
  const std::size_t calls = all.site.gate.calls().size();
  all.site.root.add_version(*all.names.begin(), R"({"password": "another"})");
  const auto after = all.site.store().versions(all.names);

  ASSERT_TRUE(before && after);
  EXPECT_EQ(before->size(), kEntries);
  EXPECT_LE(calls, kEntries / 100 + 1);
  std::set<std::string> moved;
  for (const auto& [name, version] : *after)
    if (before->at(name) != version) moved.insert(name);
  EXPECT_EQ(moved, (std::set<std::string>{*all.names.begin()}));
}

}  // namespace
}  // namespace pgberth
