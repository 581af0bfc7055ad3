#include "tests/support/fault_positions.h"

#include "reconciler/text/envelope.h"

#include <gtest/gtest.h>

#include "tests/support/print_plan.h"
#include <memory>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

/// A Harness whose ports fail at the n-th call, once.
class FaultyHarness {
 public:
  explicit FaultyHarness(Harness& inner) : inner_(inner) {
    const FaultHook hook = [this](const std::string& call) {
      last_call_ = call;
      return ++calls_ == fail_at_ ? fault_ : Fault::None;
    };
    for (auto& [id, store] : inner_.world.stores) {
      stores_.push_back(std::make_unique<FaultyStore>(*store, hook));
      store = stores_.back().get();
    }
    server_ = std::make_unique<FaultyServer>(inner_.server, hook);
    inner_.world.servers[kServer] = server_.get();
  }

  /// The next call number `position` (from 1) goes wrong as `fault` says.
  void arm(int position, Fault fault) {
    calls_ = 0;
    fail_at_ = position;
    fault_ = fault;
  }
  int calls() const { return calls_; }
  const std::string& last_call() const { return last_call_; }

 private:
  Harness& inner_;
  std::vector<std::unique_ptr<FaultyStore>> stores_{};
  std::unique_ptr<FaultyServer> server_{};
  int calls_ = 0;
  int fail_at_ = 0;
  Fault fault_ = Fault::None;
  std::string last_call_{};
};

/// A pass that may die; what it did remains. Whether it lived.
bool survives_pass(Harness& harness, const Claims& claims) {
  try {
    (void)harness.pass(claims, true);
    return true;
  } catch (const Crash&) {
    return false;
  }
}

std::set<std::string> values_of(const Harness& harness) {
  std::set<std::string> values;
  for (const MemoryStore* store : {&harness.kubernetes, &harness.aws, &harness.vault})
    for (const auto& [path, keys] : store->entries())
      for (const auto& [key, value] : keys) values.insert(value);
  return values;
}

/// Every role of the server has the password that an entry holds.
void expect_no_credential_lost(const Harness& harness, const TrialStores& stores) {
  std::set<std::string> known = stores.values ? stores.values() : values_of(harness);
  for (const std::string& value : std::set(known))
    if (const auto opened = open_envelope(value))
      for (const auto& [field, secret] : *opened) known.insert(std::string(secret.reveal()));
  for (const auto& [name, role] : harness.server.state().roles)
    EXPECT_TRUE(!role.password || known.contains(*role.password)) << name.str();
}

}  // namespace

void converge_from_each_position(Claims (*claims)(), Fault fault, bool plain_admin,
                                 const TrialStores& stores) {
  int positions = 0;
  for (int position = 1;; ++position) {
    SCOPED_TRACE("fault at call " + std::to_string(position));
    Harness harness;
    if (stores.put_in) stores.put_in(harness);
    if (plain_admin)
      harness.server.change([](MemoryState& state) { use_plain_admin(state, RoleName{"admin"}); });
    FaultyHarness faulty(harness);

    faulty.arm(position, fault);
    const bool survived = survives_pass(harness, claims());
    const bool reached = faulty.calls() >= position;
    const bool crash = fault == Fault::CrashBefore || fault == Fault::CrashAfter;
    EXPECT_EQ(survived, !(reached && crash));
    const std::string where = faulty.last_call();
    faulty.arm(0, Fault::None);
    (void)harness.pass(claims(), true);
    const PassReport after = harness.pass(claims(), false);

    EXPECT_TRUE(after.plan.agrees()) << "after " << where << "\n" << print(after.plan);
    EXPECT_EQ(harness.server.state().databases.size(),
              claims().claims.begin()->second.may_create.database ? 1u : 0u)
        << where;
    expect_no_credential_lost(harness, stores);
    if (!reached) break;
    ++positions;
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(positions, 2);
}

}  // namespace pgberth
