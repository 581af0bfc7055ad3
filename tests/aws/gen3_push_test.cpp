// gen3's push mode by the real program, with a real Postgres, under deploy/rights/aws as shipped.

#include <nlohmann/json.hpp>

#include "tests/aws/gen3_site.h"
#include "tests/support/random_kills.h"
#include "tests/support/steady.h"
#include <algorithm>

namespace pgberth {
namespace {

using Json = nlohmann::json;
using Rows = std::vector<std::string>;

class Gen3Push : public Gen3WithAws {};

TEST_F(Gen3Push, BecomesEntriesAndDatabasesThatServicesOpen) {
  Gen3InAws demo = this->demo("first");
  demo.ask_for({"alpha", "beta"}, Gen3InAws::kPush);

  const Finished applied = demo.site.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  demo.expect_logs_in("alpha");
  demo.expect_logs_in("beta");
  const Keys alpha = demo.entry("alpha");
  EXPECT_EQ(alpha.at("dbcreated"), "true");
  EXPECT_EQ(alpha.at("host"), "db.example.internal");
  EXPECT_EQ(alpha.size(), 6u);
  EXPECT_NE(alpha.at("password"), demo.entry("beta").at("password"));
  EXPECT_EQ(count(applied.all(), alpha.at("password")), 0);
  EXPECT_EQ(count(applied.all(), "[W413]"), 0) << applied.all();
  EXPECT_TRUE(demo.site.entry("kubernetes", "demo/alpha-dbcreds").empty())
      << "External Secrets brings it";
  expect_steady(demo.site, shared_postgres());
}

TEST_F(Gen3Push, TenPassesLaterThereIsOneVersion) {
  Gen3InAws demo = this->demo("passes");
  demo.ask_for({"alpha"}, Gen3InAws::kPush);
  ASSERT_EQ(demo.site.pgberth("apply").exit_code, 0);
  const std::string text = root().text(demo.entry_name("alpha"));
  const std::string log = shared_postgres().log();

  for (int pass = 0; pass < 10; ++pass) {
    const Finished again = demo.site.pgberth("apply");
    EXPECT_EQ(again.exit_code, 0) << again.all();
  }

  EXPECT_EQ(demo.versions("alpha"), 1u);
  EXPECT_EQ(root().text(demo.entry_name("alpha")), text);
  EXPECT_EQ(changes_in(new_lines(shared_postgres(), log)), Rows{});
  const auto calls = region().gate().calls();
  EXPECT_EQ(std::ranges::count(calls, "CreateSecret", &AwsCall::action), 1);
}

/// Whoever waits in vain for the others' locks says so; what is made is made once.
TEST_F(Gen3Push, TwentyReconcilersAtOnceMakeOneVersionOfEach) {
  const std::vector<std::string> services{"a1", "a2"};
  Gen3InAws demo = this->demo("race");
  demo.ask_for(services, Gen3InAws::kPush);

  std::vector<std::unique_ptr<Process>> processes;
  processes.reserve(20);
  for (int i = 0; i < 20; ++i)
    processes.push_back(
        std::make_unique<Process>(demo.site.command_line("apply"), demo.site.variables()));
  int done = 0;
  for (const auto& process : processes) {
    const Finished one = process->wait();
    if (one.exit_code == 0) ++done;
    EXPECT_EQ(count(one.all(), ": error: "), count(one.all(), "[E511]")) << one.all();
  }

  EXPECT_GE(done, 1);
  const Finished after = demo.site.pgberth("apply");
  EXPECT_EQ(after.exit_code, 0) << after.all();
  EXPECT_EQ(demo.site.pgberth("diff").exit_code, 0);
  for (const std::string& service : services) {
    EXPECT_EQ(demo.versions(service), 1u);
    demo.expect_logs_in(service);
  }
}

TEST_F(Gen3Push, FortyKillsAtRandomTimesConverge) {
  const std::vector<std::string> services{"k1", "k2", "k3", "k4"};
  Gen3InAws demo = this->demo("kills");
  demo.ask_for(services, Gen3InAws::kPush);

  const int killed =
      kill_at_random_times(demo.site.command_line("apply"), 40, 1'200, demo.site.variables());
  const Finished last = demo.site.pgberth("apply");

  EXPECT_GE(killed, 10);
  EXPECT_EQ(last.exit_code, 0) << last.all();
  EXPECT_EQ(demo.site.pgberth("diff").exit_code, 0);
  for (const std::string& service : services) {
    EXPECT_EQ(demo.versions(service), 1u);
    demo.expect_logs_in(service);
  }
}

TEST_F(Gen3Push, AnEntryThatAPersonMadeFirstDecidesAndStaysAsItIs) {
  Gen3InAws demo = this->demo("person");
  demo.ask_for({"alpha"}, Gen3InAws::kPush);
  const std::string text = Json{{"database", "elsewhere_person"},
                                {"username", "somebody_person"},
                                {"password", "chosen by a person"},
                                {"host", "db.example.internal"},
                                {"port", "5432"},
                                {"dbcreated", "true"},
                                {"note", "made by hand"}}
                               .dump();
  root().put(demo.entry_name("alpha"), text);
  const std::string listing = demo.site.store_listing();

  const Finished applied = demo.site.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  EXPECT_EQ(demo.site.store_listing(), listing);
  EXPECT_EQ(root().text(demo.entry_name("alpha")), text);
  demo.expect_logs_in("alpha");
  EXPECT_EQ(shared_postgres().ask("postgres",
                                  "SELECT 1 FROM pg_roles WHERE rolname = 'alpha_person' UNION "
                                  "SELECT 1 FROM pg_database WHERE datname = 'alpha_person'"),
            Rows{});
  expect_steady(demo.site, shared_postgres());
}

TEST_F(Gen3Push, WithLocalSecretsThereIsOnePasswordInBothPlaces) {
  Gen3InAws demo = this->demo("both");
  demo.ask_for({"alpha"}, "{deploy: true, pushSecret: true, createLocalK8sSecret: true}");

  const Finished applied = demo.site.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  const Keys local = demo.site.entry("kubernetes", "demo/alpha-dbcreds");
  ASSERT_TRUE(local.contains("password"));
  EXPECT_EQ(local.at("password"), demo.entry("alpha").at("password"));
  EXPECT_EQ(demo.versions("alpha"), 1u);
  demo.expect_logs_in("alpha");
  expect_steady(demo.site, shared_postgres());
}

}  // namespace
}  // namespace pgberth
