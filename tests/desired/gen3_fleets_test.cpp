// Real environments, each with stores and servers filled as its team would have them, planned and
// applied on fakes. What is expected is in golden/fleets.txt, as numbers alone: the cases are not
// part of the repository, and nothing of them is.

#include "reconciler/desired/environment.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/harness.h"
#include "tests/support/print_plan.h"
#include "tests/support/values_conformance.h"
#include "tests/support/values_tree.h"
#include <array>
#include <memory>

namespace pgberth::testing {
namespace {

/// A server for each host that is asked for, all with the same in them at first.
class FleetWorld final : public TestWorld {
 public:
  explicit FleetWorld(MemoryState state) : state_(std::move(state)) {}

  Result<DatabaseServer*> server(const ServerId&, const AdminLogin& login) override {
    auto& server = servers_[login.host];
    if (!server) server = std::make_unique<MemoryServer>(state_);
    return server.get();
  }

 private:
  MemoryState state_;
  std::map<std::string, std::unique_ptr<MemoryServer>> servers_{};
};

/// The stores and servers of an environment before pgberth came to it.
class Fleet {
 public:
  /// What must come from somebody else is there, its database too where nobody asks for it; what
  /// the values may make is not.
  explicit Fleet(const Desired& desired, bool pulled_is_there = true) {
    for (const auto& [id, server] : desired.claims.servers) put_master(server);
    for (const auto& [id, claim] : desired.claims.claims)
      if (const Place* place = authority_of(claim);
          pulled_is_there && place != nullptr && !place->may_create())
        put_by_hand(claim, *place);
    world_ = std::make_unique<FleetWorld>(std::move(state_));
    world_->stores = {{{StoreKind::Kubernetes}, &kubernetes_}, {{StoreKind::Aws}, &aws_}};
  }

  PassReport pass(const Desired& desired, bool apply) {
    Desired copy{.claims = desired.claims, .findings = desired.findings};
    for (const auto& [at, secret] : desired.given) copy.given.emplace(at, secret.duplicate());
    return run_pass(std::move(copy), *world_,
                    {.depth = Depth::Deep, .apply = apply, .jobs_at_once = 1});
  }

 private:
  MemoryStore& store(const EntryRef& entry) {
    return entry.store.kind == StoreKind::Aws ? aws_ : kubernetes_;
  }

  void put_master(const Server& server) {
    for (const auto& [field, source] : server.admin)
      if (const auto* key = std::get_if<KeyRef>(&source))
        store(key->entry)
            .put(key->entry.path, {{"username", "postgres"},
                                   {"password", "the admin's"},
                                   {"host", "master.example"},
                                   {"port", "5432"}});
  }

  /// Five keys, as people make them. An entry that several services share is one.
  void put_by_hand(const Claim& claim, const Place& place) {
    if (!store(place.entry).entry(place.entry.path).empty()) return;
    const std::string name = claim.services.begin()->first.str() + "_by_hand";
    store(place.entry)
        .put(place.entry.path, {{"database", name},
                                {"username", name},
                                {"password", "of " + name},
                                {"host", "master.example"},
                                {"port", "5432"}});
    if (claim.create_asked) return;
    state_.roles[RoleName{name}] = {.seen = {.login = true}, .password = "of " + name};
    state_.databases[DatabaseName{name}] = {.schema_owner = RoleName{name}};
  }

  MemoryStore kubernetes_{};
  MemoryStore aws_{MemoryStore::Options{.adds_keys = false}};
  MemoryState state_{};
  std::unique_ptr<FleetWorld> world_{};
};

/// "12 secrets, 3 roles": how many there are of each, in the order of their names.
std::string counted(const std::map<std::string, int>& numbers) {
  std::string text;
  for (const auto& [name, number] : numbers)
    text += (text.empty() ? "" : ", ") + std::to_string(number) + " " + name;
  return text.empty() ? "nothing" : text;
}

std::string steps_of(const Plan& plan) {
  constexpr std::array<const char*, 12> names{"secrets",    "keys",      "roles",  "memberships",
                                              "borrowed",   "builds",    "grants", "schemas",
                                              "extensions", "databases", "logins", "marks"};
  std::map<std::string, int> numbers;
  for (const Job& job : plan.jobs)
    for (const Step& step : job.steps) ++numbers[names.at(step.action.index())];
  return counted(numbers);
}

std::string findings_of(const PassReport& report) {
  std::map<std::string, int> numbers;
  for (const Finding& finding : report.findings) ++numbers[to_string(finding.code)];
  return counted(numbers);
}

std::string states_of(const Plan& plan) {
  std::map<std::string, int> numbers;
  for (const auto& [claim, state] : plan.states) ++numbers[std::string(to_string(state))];
  return counted(numbers);
}

/// What an operator may decide for an environment.
struct Mode {
  const char* name;
  Policy policy{};
  bool pulled_is_there = true;
};
const std::array<Mode, 5> kModes{
    {{.name = "as the values say"},
     {.name = "pull: create, nothing there",
      .policy = {.pull = Policy::Pull::Create},
      .pulled_is_there = false},
     {.name = "create: always", .policy = {.create = Policy::Create::Always}},
     {.name = "create: never", .policy = {.create = Policy::Create::Never}},
     {.name = "localSecret: expect", .policy = {.local_secret = Policy::LocalSecret::Expect}}}};

std::string summary(const Case& given, const FolderTree& of_case, const Mode& mode) {
  FolderTree tree = of_case;
  const Desired before = read_environment(given.settings, tree);
  EnvironmentSettings settings = given.settings;
  settings.policy = mode.policy;
  const Desired desired = read_environment(settings, tree);
  Fleet fleet(before, mode.pulled_is_there);
  Fleet same(before, mode.pulled_is_there);

  const PassReport first = fleet.pass(desired, true);
  const PassReport second = fleet.pass(desired, false);

  EXPECT_EQ(print(same.pass(desired, false).plan), print(first.plan));
  for (const auto& outcomes : first.applied->outcomes)
    for (const Outcome& outcome : outcomes) EXPECT_FALSE(outcome.error) << outcome.error->what;
  EXPECT_TRUE(second.plan.jobs.empty()) << print(second.plan);
  return "  " + std::string(mode.name) + ": " + states_of(first.plan) + "\n    makes " +
         steps_of(first.plan) + "\n    tells " + findings_of(first) + "\n    then " +
         states_of(second.plan) + "; tells " + findings_of(second) + "\n";
}

TEST(Gen3Fleets, ArePlannedAsExpectedInEveryMode) {
  const auto folder = shared_data("gen3");
  if (!folder)
    GTEST_SKIP() << "the real cases are not here; set PGBERTH_SHARED to the folder that has "
                    "data/gen3";
  std::string text;
  int number = 0;
  for (const auto& each : cases_in(*folder)) {
    SCOPED_TRACE(each.filename().string());
    text += "case " + std::to_string(++number) + "\n";
    for (const Mode& mode : kModes) text += summary(read_case(each), FolderTree(each), mode);
  }

  EXPECT_GE(number, 39);
  expect_golden("desired/golden/fleets.txt", text);
}

}  // namespace
}  // namespace pgberth::testing
