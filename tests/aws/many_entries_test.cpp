#include <gtest/gtest.h>

#include "tests/support/aws_client.h"
#include "tests/support/harness.h"
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
      const nlohmann::json keys{{"database", name},
                                {"username", name},
                                {"password", "p" + std::to_string(i)},
                                {"host", "db.example.internal"},
                                {"port", "5432"},
                                {"dbcreated", "true"}};
      site.root.put(name, keys.dump());
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
           return each.second.presence == Presence::Present && each.second.content.size() == 6;
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

/// A claim of an environment of its own for each entry.
Claims claims_of(const std::set<std::string>& names) {
  const Claims one = pushed_claim();
  const Claim& pattern = one.claims.begin()->second;
  Claims all{.servers = one.servers};
  for (const std::string& name : names) {
    Claim claim = pattern;
    const std::string environment = name.substr(0, name.find('-'));
    claim.environment = EnvironmentName{environment};
    claim.id = ClaimId{std::string(environment).append("/").append(name)};
    claim.places.front().entry.path = name;
    claim.credential[Field::Database] = Text{name};
    claim.credential[Field::Username] = Text{name};
    all.claims.emplace(claim.id, std::move(claim));
  }
  return all;
}

TEST(SecretsManagerFleet, TakesAPassNoMoreCallsThanItsValuesDo) {
  Fleet& all = fleet();
  Harness harness;
  harness.world.stores[{StoreKind::Aws}] = &all.site.store();
  EntryMemory memory;
  memory.set_oldest(std::chrono::hours{6});
  const auto calls_of_a_pass = [&] {
    all.site.gate.forget_calls();
    const PassReport report =
        run_pass({.claims = claims_of(all.names)}, harness.world, {.memory = &memory});
    EXPECT_EQ(report.resolved.claims.size(), kEntries);
    return all.site.gate.calls().size();
  };

  const std::size_t first = calls_of_a_pass();

  EXPECT_LE(first, kEntries / 20 + 5 + 1);  // With the list of versions, five pages or six.
  std::printf("a pass over %zu entries of %zu environments: %zu calls\n", kEntries, kEnvironments,
              first);
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
