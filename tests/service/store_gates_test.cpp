#include "reconciler/service/store_gates.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"
#include "tests/support/scripted_entropy.h"
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <thread>
#include <vector>

namespace pgberth {
namespace {

constexpr std::size_t kAtOnce = 3;

/// Holds its callers until `kAtOnce` of them are inside, and remembers how many there were.
class CrowdedStore final : public SecretStore {
 public:
  std::map<std::string, StoredEntry> read(const std::set<std::string>&) override {
    visit();
    return {};
  }
  Result<Creation> create(const std::string&, const NewEntry&) override {
    visit();
    return Creation::AlreadyThere;
  }
  Result<std::set<std::string>> add_missing_keys(const std::string&, const NewKeys&) override {
    visit();
    return std::set<std::string>{};
  }
  Result<std::set<std::string>> list(const std::string&) override {
    visit();
    return std::set<std::string>{};
  }

  std::size_t most() const { return most_; }

 private:
  void visit() {
    std::unique_lock lock(busy_);
    most_ = std::max(most_, ++inside_);
    full_ = full_ || inside_ == kAtOnce;
    changed_.notify_all();
    changed_.wait_for(lock, std::chrono::seconds{5}, [&] { return full_; });
    // Whoever could come in beside these does so now.
    changed_.wait_for(lock, std::chrono::milliseconds{5}, [] { return false; });
    --inside_;
  }

  std::mutex busy_{};
  std::condition_variable changed_{};
  std::size_t inside_ = 0;
  std::size_t most_ = 0;
  bool full_ = false;
};

class OneStoreWorld final : public World {
 public:
  explicit OneStoreWorld(SecretStore& store) : store_(store) {}
  Result<SecretStore*> store(const StoreId& id) override {
    if (id.kind == StoreKind::Vault)
      return Error{.code = Code::StoreUnknown, .what = "there is no vault"};
    return &store_;
  }
  Result<DatabaseServer*> server(const ServerId&, const AdminLogin&) override {
    return Error{.code = Code::ServerNotListed, .what = "there is no server"};
  }
  Clock& clock() override { return clock_; }
  Entropy& entropy() override { return entropy_; }

 private:
  SecretStore& store_;
  ManualClock clock_{};
  ScriptedEntropy entropy_{};
};

TEST(StoreGates, LetSoManyCallsOfAllPassesThroughAndNoMore) {
  CrowdedStore store;
  StoreGates gates(kAtOnce);
  {
    std::vector<std::jthread> passes;
    constexpr std::size_t several = 4;
    passes.reserve(several);
    for (std::size_t pass = 0; pass < several; ++pass)
      passes.emplace_back([&] {
        const auto world = gates.guard(std::make_unique<OneStoreWorld>(store));
        SecretStore& gated = **world->store({.kind = StoreKind::Aws});
        std::vector<std::jthread> jobs;
        for (int i = 0; i < 2; ++i) {
          jobs.emplace_back([&] { gated.read({}); });
          jobs.emplace_back([&] { (void)gated.create("a", {}); });
          jobs.emplace_back([&] { (void)gated.add_missing_keys("a", {}); });
          jobs.emplace_back([&] { (void)gated.list(""); });
        }
      });
  }
  EXPECT_EQ(store.most(), kAtOnce);
}

TEST(StoreGates, LeaveAStoreThatIsNotThereAnError) {
  CrowdedStore store;
  StoreGates gates(1);
  const auto world = gates.guard(std::make_unique<OneStoreWorld>(store));

  const auto none = world->store({.kind = StoreKind::Vault});

  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Code::StoreUnknown);
}

}  // namespace
}  // namespace pgberth
