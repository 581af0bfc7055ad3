#include <gtest/gtest.h>

#include "tests/service/running.h"
#include <algorithm>
#include <string>
#include <vector>

namespace pgberth {
namespace {

TEST(Service, TurnsACommitIntoADatabaseAndWritesNothingAfterwards) {
  Running running;
  running.history.commit({{"one/values.yaml", values("alpha")}});

  const RoundResult first = running.round();
  const std::string after = running.harness.snapshot();
  const RoundResult second = running.round();

  EXPECT_TRUE(first.complete);
  EXPECT_TRUE(second.complete);
  EXPECT_TRUE(running.has("alpha_user"));
  EXPECT_TRUE(running.harness.server.state().databases.contains(DatabaseName{"alpha_db"}));
  EXPECT_EQ(running.harness.snapshot(), after);
  EXPECT_GT(running.told("\"event\":\"step\""), 3u);
}

TEST(Service, TakesUpWhatANewCommitAsksFor) {
  Running running;
  running.history.commit({{"one/values.yaml", values("alpha")}});
  running.round();

  running.history.commit({{"one/values.yaml", values("beta")}});
  running.round();

  EXPECT_TRUE(running.has("beta_user"));
  EXPECT_TRUE(running.has("alpha_user"));
  EXPECT_EQ(running.told("\"event\":\"commit\""), 2u);
}

TEST(Service, KeepsTheLastGoodValuesWhenACommitIsBroken) {
  Running running;
  running.history.commit({{"one/values.yaml", values("alpha")}});
  running.round();
  running.history.commit({{"one/values.yaml", "global: {\n  a: b: c\n"}});
  running.harness.server.change([](MemoryState& state) { state = MemoryState{}; });

  running.round();

  EXPECT_GT(running.told("one/values.yaml:2:"), 0u);
  EXPECT_EQ(running.told("stay in force"), 1u);
  EXPECT_TRUE(running.has("alpha_user"));  // Made again, from the entry: the claim is in force.
  EXPECT_TRUE(running.health.live());
}

TEST(Service, FollowsWhatDiscoveryProposesAndStaysWithItWhenItIsGone) {
  const auto application = [](const std::string& file) {
    return R"(apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: site}
spec:
  destination: {namespace: one}
  ignoreDifferences: [{kind: Secret, jsonPointers: [/data]}]
  syncPolicy: {syncOptions: [RespectIgnoreDifferences=true]}
  source:
    repoURL: https://git.example/values
    path: gen3
    helm: {releaseName: one, valueFiles: [/)" +
           file + "]}\n";
  };
  Running running;
  running.discovered = "site";
  running.history.commit(
      {{"app.yaml", application("one/values.yaml")}, {"one/values.yaml", values("alpha")}});
  EXPECT_TRUE(running.round().complete);
  EXPECT_TRUE(running.has("alpha_user"));

  running.history.commit({{"app.yaml", application("one/more.yaml")},
                          {"one/values.yaml", values("alpha")},
                          {"one/more.yaml", values("beta")}});
  EXPECT_TRUE(running.round().complete);
  EXPECT_TRUE(running.has("beta_user"));

  running.history.commit({{"one/more.yaml", values("gamma")}});
  EXPECT_FALSE(running.round().complete);
  EXPECT_FALSE(running.has("gamma_user"));
  EXPECT_EQ(running.told("\"code\":\"E828\""), 1U);
  EXPECT_EQ(running.told("\"code\":\"W860\""), 1U);
}

TEST(Service, KeepsEntriesInTheStoresOfTheirEnvironment) {
  MemoryStore own;
  Running running;
  running.own_stores = {{StoreKind::Kubernetes, "one"}};
  running.harness.world.stores[{StoreKind::Kubernetes, std::string("one")}] = &own;
  running.history.commit({{"one/values.yaml", values("alpha")}});

  EXPECT_TRUE(running.round().complete);

  EXPECT_EQ(own.entries().size(), 1U);
  EXPECT_TRUE(running.harness.kubernetes.entries().empty());
}

TEST(Service, TellsAFindingOnceAndWhenItIsGone) {
  Running running;
  running.history.commit({{"one/values.yaml", values("alpha") + "duplicate: 1\nduplicate: 2\n"}});
  running.round();
  running.round();
  EXPECT_EQ(running.told("\"event\":\"finding\",\"code\":\"W108\""), 1u);

  running.history.commit({{"one/values.yaml", values("alpha")}});
  running.round();

  EXPECT_EQ(running.told("\"event\":\"finding_gone\",\"code\":\"W108\""), 1u);
}

TEST(Service, GoesOnWithTheLastCommitWhenTheSourceFails) {
  Running running;
  running.history.commit({{"one/values.yaml", values("alpha")}});
  running.round();
  running.history.fail(Error{.code = Code::RepositoryBroken, .what = "the remote is away"});
  running.harness.kubernetes.remove("one/alpha-dbcreds");
  running.harness.server.change([](MemoryState& state) { state = MemoryState{}; });

  const RoundResult result = running.round();

  EXPECT_TRUE(result.evaluated);
  EXPECT_FALSE(result.complete);  // What the source asks for by now is not known.
  EXPECT_EQ(running.told("\"complete\":false"), 1u);
  EXPECT_TRUE(running.has("alpha_user"));
  EXPECT_EQ(running.told("the remote is away"), 1u);
}

TEST(Service, AsksAFailingSourceLessAndLessOften) {
  Running running;
  running.history.fail(Error{.code = Code::RepositoryBroken, .what = "the remote is away"});

  for (int i = 0; i < 60; ++i) running.round();

  EXPECT_LT(running.history.pulls(), 15u);
  EXPECT_GT(running.history.pulls(), 4u);
}

TEST(Service, LeavesAFailingEnvironmentAloneAndTheOthersGoOn) {
  Running running;
  running.environments = {"one", "two"};
  running.history.commit({{"one/values.yaml", values("alpha", "other.example.internal")},
                          {"two/values.yaml", values("beta")}});
  running.other.change([](MemoryState& state) { state.unreachable = true; });

  for (int i = 0; i < 20; ++i) running.round();
  const std::size_t worlds = running.worlds;

  EXPECT_TRUE(running.has("beta_user"));
  EXPECT_LT(worlds, 20u + 12u);  // `two` each time, `one` less and less often.
  running.other.change([](MemoryState& state) { state.unreachable = false; });
  for (int i = 0; i < 20; ++i) running.round();
  EXPECT_TRUE(running.other.state().roles.contains(RoleName{"alpha_user"}));
}

TEST(Service, StillSeesWhatStandsBetweenAnEnvironmentThatRestsAndItsNeighbour) {
  Running running;
  running.environments = {"one", "two"};
  running.history.commit(
      {{"one/values.yaml", values("alpha")}, {"two/values.yaml", values("alpha")}});

  running.round();

  EXPECT_GT(running.told("E305"), 0u);
  EXPECT_FALSE(running.has("alpha_user"));
}

TEST(Service, KeepsEarlierSettingsWhenTheNewOnesAreBroken) {
  Running running;
  running.history.commit({{"one/values.yaml", values("alpha")}});
  running.round();
  running.settings_problem = "\"environments\" names no environment";
  running.history.commit({{"one/values.yaml", values("beta")}});

  const RoundResult result = running.round();

  EXPECT_TRUE(result.evaluated);
  EXPECT_TRUE(running.has("beta_user"));
  EXPECT_EQ(running.told("E706"), 1u);
}

TEST(Service, IsReadyOnceEveryEnvironmentWasTried) {
  Running running;
  running.settings_problem = "broken";
  running.round();
  EXPECT_FALSE(running.health.ready());

  running.settings_problem = "";
  running.round();
  EXPECT_FALSE(running.health.ready());  // There is no commit yet.

  running.history.commit({{"one/values.yaml", values("alpha")}});
  for (int i = 0; i < 3; ++i) running.round();
  EXPECT_TRUE(running.health.ready());
}

TEST(Service, EndsWhenItIsAskedToAndBeginsNothingMore) {
  Running running;
  running.history.commit({{"one/values.yaml", values("alpha")}});
  const std::stop_source stop;
  stop.request_stop();

  running.service->serve(stop.get_token());

  EXPECT_FALSE(running.has("alpha_user"));
  EXPECT_TRUE(running.lines.empty());
}

TEST(Service, CountsClaimsStepsAndWritesInItsFigures) {
  Running running;
  running.history.commit({{"one/values.yaml", values("alpha")}});

  running.round();
  running.round();
  const std::string text = running.figures();

  EXPECT_NE(text.find("pgberth_claims{environment=\"one\",state=\"in_sync\"} 1"), std::string::npos)
      << text;
  EXPECT_NE(text.find("pgberth_steps_total{action=\"create_role\",result=\"done\"} 1"),
            std::string::npos);
  EXPECT_NE(text.find("pgberth_pass_duration_seconds_count 2"), std::string::npos);
  EXPECT_NE(text.find("pgberth_build_info{version=\"1.2.3\"} 1"), std::string::npos);
  EXPECT_NE(text.find("pgberth_evaluation_age_seconds{environment=\"one\"} "), std::string::npos);
}

// A day of rounds, by a clock that only tests move: nothing is written after the first one, and
// what the service remembers does not grow.
TEST(Service, PassesADayWithoutAnotherWrite) {
  Running running;
  running.interval = std::chrono::minutes{5};
  running.history.commit({{"one/values.yaml", values("alpha")}});
  running.round();
  const std::string after = running.harness.snapshot();
  const std::size_t steps = running.told("\"event\":\"step\"");
  const auto begin = running.harness.world.manual_clock.passed();

  while (running.harness.world.manual_clock.passed() - begin < std::chrono::hours{24})
    running.round();

  EXPECT_EQ(running.harness.snapshot(), after);
  EXPECT_EQ(running.told("\"event\":\"step\""), steps);
  EXPECT_GE(running.told("\"event\":\"pass\""), 288u);
}

}  // namespace
}  // namespace pgberth
