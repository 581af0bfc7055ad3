#include <gtest/gtest.h>

#include "tests/service/running.h"
#include <atomic>
#include <latch>
#include <optional>
#include <string>
#include <thread>

// What the service does when something is wrong for a while.

namespace pgberth {
namespace {

/// Answers a grant and does nothing, as Postgres does where it only warns.
class StubbornServer final : public MemoryServer {
  Result<Creation> grant(const GrantWanted&) override {
    return Error{.code = Code::StepWithoutEffect, .what = "granting had no effect"};
  }
};

TEST(ServiceInTrouble, DoesNotRepeatAStepWithoutEffectBeforeSomethingChanged) {
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

TEST(ServiceInTrouble, GoesOnWithOthersWhileAServerHangs) {
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

TEST(ServiceInTrouble, DoesNothingMoreByTheSourceThatTheSettingsNamedBefore) {
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

TEST(ServiceInTrouble, LooksIntoAllDatabasesWhenItGoesRoundOnce) {
  Running running;
  running.deep_every = 1000;
  running.history.commit({{"one/values.yaml", values("alpha")}});
  running.service->once({});
  running.harness.server.change(
      [](MemoryState& state) { state.roles.at(RoleName{"alpha_user"}).password = "another"; });

  running.service->once({});

  EXPECT_EQ(running.told("\"event\":\"finding\",\"code\":\"W318\""), 1U);
}

TEST(ServiceInTrouble, TellsOfAStoreThatIsAwayOnlyAsLongAsItIs) {
  Running running;
  running.deep_every = 1000;
  running.history.commit({{"one/values.yaml", values("alpha")}});
  running.round();
  running.harness.kubernetes.set_presence("one/alpha-dbcreds", Presence::Unreadable);
  running.round();
  EXPECT_EQ(running.told("\"event\":\"finding\",\"code\":\"E315\""), 1U);

  running.harness.kubernetes.set_presence("one/alpha-dbcreds", Presence::Present);
  EXPECT_TRUE(running.round().complete);
  EXPECT_EQ(running.told("\"event\":\"finding_gone\",\"code\":\"E315\""), 1U);
}

TEST(ServiceInTrouble, KnowsTheLastGoodValuesAfterARestart) {
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

TEST(ServiceInTrouble, GoesOnWithWhatAnEarlierProcessBroughtWhileTheSourceIsAway) {
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

TEST(ServiceInTrouble, TellsARefusedLoginOnceAndDoesNotTryItEachTime) {
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

TEST(ServiceInTrouble, TellsThatFindingsAreGoneWithTheirEnvironment) {
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

TEST(ServiceInTrouble, CountsFindingsAboutItsSource) {
  Running running;
  running.history.fail(Error{.code = Code::SourceUnreachable, .what = "the remote is away"});
  running.round();

  EXPECT_NE(running.figures().find("pgberth_service_findings{about=\"source\",code=\"E805\"} 1"),
            std::string::npos)
      << running.figures();
}

TEST(ServiceInTrouble, TellsOnlyOfStepsThatItTried) {
  Running running;
  StubbornServer stubborn;
  running.servers["db.example.internal"] = &stubborn;
  running.history.commit({{"one/values.yaml", values("alpha")}});

  running.round();

  EXPECT_EQ(running.told("\"result\":\"failed\""), 1U);
  EXPECT_EQ(running.told("\"result\":\"skipped\""), 0U);
}

}  // namespace
}  // namespace pgberth
