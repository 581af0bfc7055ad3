#include "reconciler/model/berth.h"

#include <gtest/gtest.h>

#include "tests/support/print_plan.h"
#include "tests/support/random_world.h"
#include <algorithm>
#include <functional>

namespace pgberth {
namespace {

constexpr unsigned kSeeds = 1000;

/// Runs `check` in a random world for each seed.
void for_each_seed(
    const std::function<void(Harness& harness, const Claims& claims, std::mt19937& rng)>& check) {
  for (unsigned seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 rng(seed);
    const Claims claims = random_claims(rng);
    Harness harness;
    randomize(harness, claims, rng);
    check(harness, claims, rng);
    if (testing::Test::HasFailure()) return;
  }
}

std::string failures(const PassReport& report) {
  std::string text;
  for (std::size_t job = 0; job < report.applied->outcomes.size(); ++job)
    for (const Outcome& outcome : report.applied->outcomes[job])
      if (outcome.error) text += outcome.error->what + "\n";
  return text;
}

TEST(Plan, ConvergesInOnePassFromAnyState) {
  int with_steps = 0;
  for_each_seed([&](Harness& harness, const Claims& claims, std::mt19937&) {
    const PassReport first = harness.pass(claims, true);
    const PassReport second = harness.pass(claims, false);

    if (!first.plan.jobs.empty()) ++with_steps;
    EXPECT_TRUE(second.plan.jobs.empty())
        << print(first.plan) << failures(first) << print(second.plan) << harness.snapshot();
  });
  EXPECT_GT(with_steps, static_cast<int>(kSeeds) / 2);
}

TEST(Plan, IsTheSameForTheSameInput) {
  for_each_seed([](Harness& harness, const Claims& claims, std::mt19937&) {
    EXPECT_EQ(print(harness.pass(claims, false).plan), print(harness.pass(claims, false).plan));
  });
}

TEST(Plan, WritesNothingBeforeItIsApplied) {
  for_each_seed([](Harness& harness, const Claims& claims, std::mt19937&) {
    const std::string before = harness.snapshot();

    (void)harness.pass(claims, false);

    EXPECT_EQ(harness.snapshot(), before);
  });
}

/// Everything that was in `before` is in `after`, byte for byte; keys may have come.
void expect_kept(const std::map<std::string, MemoryStore::Keys>& before,
                 const std::map<std::string, MemoryStore::Keys>& after) {
  for (const auto& [path, keys] : before) {
    ASSERT_TRUE(after.contains(path)) << path;
    for (const auto& [key, value] : keys) {
      ASSERT_TRUE(after.at(path).contains(key)) << path << ' ' << key;
      EXPECT_EQ(after.at(path).at(key), value) << path << ' ' << key;
    }
  }
}

bool includes(const MemoryAcl& whole, const MemoryAcl& part) {
  return std::ranges::all_of(part, [&](const auto& item) {
    const auto found = whole.find(item.first);
    return found != whole.end() && std::ranges::includes(found->second, item.second);
  });
}

void expect_kept(const MemoryState& before, const MemoryState& after) {
  for (const auto& [name, role] : before.roles) {
    ASSERT_TRUE(after.roles.contains(name)) << name.str();
    EXPECT_EQ(after.roles.at(name).password, role.password) << name.str();
    EXPECT_EQ(after.roles.at(name).seen.login, role.seen.login) << name.str();
  }
  for (const auto& [name, database] : before.databases) {
    if (name.str().starts_with("pgberth_building_")) continue;  // May have got its final name.
    ASSERT_TRUE(after.databases.contains(name)) << name.str();
    const MemoryDatabase& now = after.databases.at(name);
    EXPECT_EQ(now.owner, database.owner) << name.str();
    for (const auto& [table, was] : database.tables)
      EXPECT_TRUE(now.tables.at(table) == was || was.owner == before.admin) << name.str() << table;
    EXPECT_TRUE(includes(now.acl, database.acl)) << name.str();
    EXPECT_TRUE(now.schema_owner == database.schema_owner ||
                database.schema_owner == before.admin ||
                database.schema_owner == RoleName{"postgres"} ||
                database.schema_owner == RoleName{"pg_database_owner"})
        << name.str();
  }
}

TEST(Plan, TouchesNothingThatIsThereAndNothingUndeclared) {
  for_each_seed([](Harness& harness, const Claims& claims, std::mt19937&) {
    const auto kubernetes = harness.kubernetes.entries();
    const auto aws = harness.aws.entries();
    const auto vault = harness.vault.entries();
    const MemoryState server = harness.server.state();

    (void)harness.pass(claims, true);

    expect_kept(kubernetes, harness.kubernetes.entries());
    expect_kept(aws, harness.aws.entries());
    expect_kept(vault, harness.vault.entries());
    expect_kept(server, harness.server.state());
    const MemoryState after = harness.server.state();
    EXPECT_EQ(after.databases.at(DatabaseName{"unclaimed"}),
              server.databases.at(DatabaseName{"unclaimed"}));
    EXPECT_EQ(after.roles.at(RoleName{"tenant"}), server.roles.at(RoleName{"tenant"}));
  });
}

TEST(Plan, NeverMakesAPasswordForARoleThatExists) {
  for_each_seed([](Harness& harness, const Claims& claims, std::mt19937&) {
    const MemoryState before = harness.server.state();

    const Plan plan = harness.pass(claims, false).plan;

    for (const Job& job : plan.jobs)
      for (const RoleName& role : job.must_be_absent) EXPECT_FALSE(before.roles.contains(role));
  });
}

}  // namespace
}  // namespace pgberth
