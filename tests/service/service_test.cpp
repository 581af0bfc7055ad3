#include <gtest/gtest.h>

#include "tests/service/running.h"
#include <algorithm>
#include <deque>
#include <latch>
#include <string>
#include <thread>
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

/// Answers a grant and does nothing, as Postgres does where it only warns.
class StubbornServer final : public MemoryServer {
  Result<Creation> grant(const GrantWanted&) override {
    return Error{.code = Code::StepWithoutEffect, .what = "granting had no effect"};
  }
};

TEST(Service, DoesNotRepeatAStepWithoutEffectBeforeSomethingChanged) {
  Running running;
  StubbornServer stubborn;
  running.servers["db.example.internal"] = &stubborn;
  running.history.commit({{"one/values.yaml", values("alpha")}});

  for (int i = 0; i < 5; ++i) running.round();
  const std::size_t failures = running.told("\"result\":\"failed\"");
  running.history.commit({{"one/values.yaml", values("alpha") + "# again\n"}});
  running.round();

  EXPECT_EQ(failures, 2u);  // From the start, and from what the first try left; then no more.
  EXPECT_EQ(running.told("\"result\":\"failed\""), 3u);
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

/// Answers nothing until it is told to.
class HangingServer final : public MemoryServer {
 public:
  Result<Catalogue> catalogue(const Names& names) override {
    hung_.count_down();
    end_.wait();
    return MemoryServer::catalogue(names);
  }
  void wait_until_it_hangs() const { hung_.wait(); }
  void go_on() { end_.count_down(); }

 private:
  std::latch hung_{1};
  std::latch end_{1};
};

TEST(Service, GoesOnWithOthersWhileAServerHangs) {
  Running running;
  HangingServer hanging;
  running.servers["other.example.internal"] = &hanging;
  running.environments = {"one", "two"};
  running.history.commit({{"one/values.yaml", values("alpha", "other.example.internal")},
                          {"two/values.yaml", values("beta")}});
  std::jthread serving([&](const std::stop_token& stop) { running.service->serve(stop); });
  hanging.wait_until_it_hangs();

  running.history.commit({{"one/values.yaml", values("alpha", "other.example.internal")},
                          {"two/values.yaml", values("gamma")}});
  while (!running.has("gamma_user")) std::this_thread::yield();  // Ends, or nobody goes on.

  while (!running.health.ready()) std::this_thread::yield();  // Nobody waits for it any more.
  EXPECT_TRUE(running.health.live());
  hanging.go_on();
  while (!hanging.state().roles.contains(RoleName{"alpha_user"})) std::this_thread::yield();
  serving = {};
  EXPECT_EQ(running.told("the pass over \\\"one\\\" is still under way"), 1U);
}

TEST(Service, DoesNothingMoreByTheSourceThatTheSettingsNamedBefore) {
  Running running;
  running.history.commit({{"one/values.yaml", values("alpha")}});
  running.round();
  running.harness.server.change([](MemoryState& state) { state = MemoryState{}; });
  MemoryHistory elsewhere;
  running.sources["file:///elsewhere"] = &elsewhere;
  running.source = "file:///elsewhere";
  elsewhere.fail(Error{.code = Code::SourceUnreachable, .what = "the remote is away"});

  EXPECT_FALSE(running.round().evaluated);
  EXPECT_FALSE(running.has("alpha_user"));

  elsewhere.fail(std::nullopt);
  elsewhere.commit({{"one/values.yaml", values("beta")}});
  running.source = "file:///values";
  running.history.fail(Error{.code = Code::SourceUnreachable, .what = "the remote is away"});
  for (int i = 0; i < 4; ++i) running.round();
  running.source = "file:///elsewhere";  // The rest of the other one is not its.
  EXPECT_TRUE(running.round().evaluated);
  EXPECT_TRUE(running.has("beta_user"));
}

TEST(Service, LooksIntoAllDatabasesWhenItGoesRoundOnce) {
  Running running;
  running.deep_every = 1000;
  running.history.commit({{"one/values.yaml", values("alpha")}});
  running.service->once({});
  running.harness.server.change(
      [](MemoryState& state) { state.roles.at(RoleName{"alpha_user"}).password = "another"; });

  running.service->once({});

  EXPECT_EQ(running.told("\"event\":\"finding\",\"code\":\"W318\""), 1U);
}

TEST(Service, KnowsTheLastGoodValuesAfterARestart) {
  Running running;
  running.history.commit({{"one/values.yaml", values("alpha")}});
  running.round();
  running.history.commit({{"one/values.yaml", "global: {\n  a: b: c\n"}});
  running.restart();
  running.harness.server.change([](MemoryState& state) { state = MemoryState{}; });

  running.round();

  EXPECT_EQ(running.told("stay in force"), 1U);
  EXPECT_TRUE(running.has("alpha_user"));
}

TEST(Service, GoesOnWithWhatAnEarlierProcessBroughtWhileTheSourceIsAway) {
  Running running;
  running.history.commit({{"one/values.yaml", values("alpha")}});
  running.round();
  running.history.fail(Error{.code = Code::RepositoryBroken, .what = "the remote is away"});
  running.harness.kubernetes.remove("one/alpha-dbcreds");
  running.harness.server.change([](MemoryState& state) { state = MemoryState{}; });
  running.restart();

  const RoundResult result = running.round();

  EXPECT_TRUE(result.evaluated);
  EXPECT_FALSE(result.complete);
  EXPECT_TRUE(running.has("alpha_user"));
}

/// Counts the logins that it refuses.
class CountingServer final : public MemoryServer {
 public:
  LoginSeen login(const DatabaseName& database, const RoleName& role, const Secret& password,
                  const RoleName& set_role) override {
    LoginSeen seen = MemoryServer::login(database, role, password, set_role);
    refused_ += seen.answer == LoginAnswer::Refused ? 1 : 0;
    return seen;
  }
  std::size_t refused() const { return refused_; }

 private:
  std::atomic<std::size_t> refused_ = 0;
};

TEST(Service, TellsARefusedLoginOnceAndDoesNotTryItEachTime) {
  Running running;
  CountingServer server;
  running.servers["db.example.internal"] = &server;
  running.deep_every = 3;
  running.history.commit({{"one/values.yaml", values("alpha")}});
  for (int i = 0; i < 3; ++i) running.round();
  server.change(
      [](MemoryState& state) { state.roles.at(RoleName{"alpha_user"}).password = "another"; });

  for (int i = 0; i < 12; ++i) running.round();
  EXPECT_EQ(running.told("\"event\":\"finding\",\"code\":\"W318\""), 1U);
  EXPECT_EQ(running.told("\"event\":\"finding_gone\",\"code\":\"W318\""), 0U);
  EXPECT_EQ(server.refused(), 1U);
  EXPECT_NE(running.figures().find("pgberth_claims{environment=\"one\",state=\"mismatch\"} 1"),
            std::string::npos);

  running.history.commit({{"one/values.yaml", values("alpha") + "# again\n"}});
  for (int i = 0; i < 3; ++i) running.round();
  EXPECT_EQ(server.refused(), 2U);
}

TEST(Service, TellsThatFindingsAreGoneWithTheirEnvironment) {
  Running running;
  running.environments = {"one", "two"};
  const std::string twice = "duplicate: 1\nduplicate: 2\n";
  running.history.commit(
      {{"one/values.yaml", values("alpha") + twice}, {"two/values.yaml", values("beta")}});
  running.round();
  running.environments = {"two"};
  running.round();

  EXPECT_EQ(running.told("\"event\":\"finding_gone\",\"code\":\"W108\""), 1U);
  EXPECT_EQ(running.figures().find("\"one\""), std::string::npos);
}

TEST(Service, CountsFindingsAboutItsSource) {
  Running running;
  running.history.fail(Error{.code = Code::SourceUnreachable, .what = "the remote is away"});
  running.round();

  EXPECT_NE(running.figures().find("pgberth_service_findings{about=\"source\",code=\"E805\"} 1"),
            std::string::npos)
      << running.figures();
}

TEST(Service, TellsOnlyOfStepsThatItTried) {
  Running running;
  StubbornServer stubborn;
  running.servers["db.example.internal"] = &stubborn;
  running.history.commit({{"one/values.yaml", values("alpha")}});

  running.round();

  EXPECT_EQ(running.told("\"result\":\"failed\""), 1U);
  EXPECT_EQ(running.told("\"result\":\"skipped\""), 0U);
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
