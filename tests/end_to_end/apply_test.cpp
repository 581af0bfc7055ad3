#include <gtest/gtest.h>

#include "tests/support/server_log.h"
#include "tests/support/site.h"
#include "tests/support/stub_extension.h"
#include <algorithm>
#include <random>
#include <sstream>
#include <thread>

namespace pgberth {
namespace {

TEST(Apply, LetsTheServiceLogInAndCreateATable) {
  Site site("login");
  site.write_values({"alpha", "beta"});

  const Finished diff = site.pgberth("diff");
  const Finished applied = site.pgberth("apply");

  EXPECT_EQ(diff.exit_code, 1) << diff.all();
  ASSERT_EQ(applied.exit_code, 0) << applied.all();
  site.ask_as("alpha", "CREATE TABLE public.t (id int); INSERT INTO public.t VALUES (1)");
  EXPECT_EQ(site.ask_as("alpha", "SELECT current_user, current_database(), count(*) FROM public.t"),
            (std::vector<std::string>{"alpha_login|alpha_login|1"}));
  EXPECT_EQ(site.entry("alpha").at("dbcreated"), "true");
  EXPECT_EQ(site.entry("alpha").at("password").size(), 32u);
  EXPECT_NE(site.entry("alpha").at("password"), site.entry("beta").at("password"));
}

TEST(Apply, WritesNothingTheSecondTime) {
  Site site("second");
  site.write_values({"alpha", "beta", "gamma"});
  ASSERT_EQ(site.pgberth("apply").exit_code, 0);
  const std::string listing = site.store_listing();
  const std::string log = site.postgres().log();

  const Finished again = site.pgberth("apply");

  EXPECT_EQ(again.exit_code, 0) << again.all();
  EXPECT_EQ(site.store_listing(), listing);
  const std::string lines = new_lines(site.postgres(), log);
  EXPECT_GT(count(lines, "SELECT"), 0);
  EXPECT_EQ(changes_in(lines), std::vector<std::string>{});
  EXPECT_EQ(site.pgberth("diff").exit_code, 0);
}

TEST(Apply, SendsOnlyReadsAndSessionSettingsInTheSteadyState) {
  Site site("steady");
  site.write_values({"alpha"});
  ASSERT_EQ(site.pgberth("apply").exit_code, 0);
  const std::string log = site.postgres().log();

  ASSERT_EQ(site.pgberth("apply").exit_code, 0);

  std::istringstream lines(new_lines(site.postgres(), log));
  for (std::string line; std::getline(lines, line);) {
    const auto at = std::max(line.find("statement: "), line.find("execute "));
    if (line.find("statement: ") == std::string::npos && line.find("execute ") == std::string::npos)
      continue;
    const std::string statement = line.substr(line.find(": ", line.find("LOG:") + 5) + 2);
    const bool harmless = std::ranges::any_of(
        std::vector<std::string>{"SELECT", "WITH", "SET ", "BEGIN", "COMMIT", "ROLLBACK", "SHOW"},
        [&](const std::string& word) {
          return statement.starts_with(word) || statement.find(": " + word) != std::string::npos;
        });
    EXPECT_TRUE(harmless) << line << " at " << at;
  }
}

TEST(Apply, MakesVectorWhereTheServerHasIt) {
  const TempDir folder;
  const auto programs = postgres_with_extension(folder.path(), "vector");
  ASSERT_FALSE(programs.empty()) << "no Postgres here";
  PostgresFixture postgres({.bin = programs});
  Site site("vector", postgres);
  site.write_values({"alpha"});

  const Finished applied = site.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  EXPECT_EQ(site.ask_as("alpha", "SELECT extname FROM pg_extension ORDER BY 1"),
            (std::vector<std::string>{"ltree", "plpgsql", "vector"}));
  EXPECT_EQ(site.pgberth("diff").exit_code, 0);
}

TEST(Drift, OnThreeServicesIsReportedExactly) {
  Site site("drift");
  site.write_values({"alpha", "beta", "gamma", "delta"});
  ASSERT_EQ(site.pgberth("apply").exit_code, 0);
  site.postgres().run("postgres", "REVOKE CREATE ON DATABASE alpha_drift FROM alpha_drift");
  site.postgres().run("postgres", "ALTER ROLE beta_drift RENAME TO somebody_else");
  std::filesystem::remove_all(site.entry_path("gamma"));

  const Finished diff = site.pgberth("diff");

  EXPECT_EQ(diff.exit_code, 1) << diff.all();
  EXPECT_EQ(count("\n" + diff.out, "\n+ "), 2) << diff.out;
  EXPECT_EQ(count(diff.out, "+ grant       CREATE on database alpha_drift to alpha_drift"), 1)
      << diff.out;
  EXPECT_EQ(count(diff.out, "+ role        beta_drift"), 1) << diff.out;
  EXPECT_EQ(count(diff.out, "belongs to role \"somebody_else\""), 1) << diff.out;
  EXPECT_EQ(count(diff.out, "db only"), 1) << diff.out;
  EXPECT_EQ(count(diff.out, "W307"), 1) << diff.out;
  EXPECT_EQ(count(diff.out, "delta_drift"), 0) << diff.out;
}

TEST(Apply, ShowsNoPasswordAnywhere) {
  Site site("secret");
  site.write_values({"alpha", "beta"});

  std::string shown;
  for (const char* command : {"show desired", "diff", "apply", "diff", "show resolved",
                              "show observed", "show plan", "validate"})
    for (const char* output : {"text", "json"})
      shown += site.pgberth(command, {"--output", output}).all();

  const std::string log = site.postgres().log();
  EXPECT_GE(site.passwords().size(), 3u);
  for (const std::string& password : site.passwords()) {
    EXPECT_EQ(shown.find(password), std::string::npos);
    EXPECT_EQ(log.find(password), std::string::npos);
  }
}

std::vector<std::string> many_services(int number) {
  std::vector<std::string> services;
  services.reserve(static_cast<std::size_t>(number));
  for (int i = 0; i < number; ++i) services.push_back("s" + std::to_string(100 + i));
  return services;
}

void expect_all_log_in(const Site& site, const std::vector<std::string>& services) {
  for (const std::string& service : services)
    EXPECT_EQ(site.ask_as(service, "SELECT current_user"),
              std::vector<std::string>{site.name(service)});
}

TEST(Race, OfTwoProcessesOnFiftyClaimsMakesOneCredentialEach) {
  Site site("race");
  const auto services = many_services(50);
  site.write_values(services);

  Process first(site.command_line("apply"));
  Process second(site.command_line("apply"));
  const Finished one = first.wait();
  const Finished two = second.wait();

  EXPECT_EQ(one.exit_code, 0) << one.all();
  EXPECT_EQ(two.exit_code, 0) << two.all();
  const Finished diff = site.pgberth("diff");
  EXPECT_EQ(diff.exit_code, 0) << diff.all();
  expect_all_log_in(site, services);
  EXPECT_EQ(site.postgres().ask("postgres",
                                "SELECT count(*) FROM pg_database WHERE datname LIKE 'pgberth%'"),
            std::vector<std::string>{"0"});
}

TEST(Kill, AtTwentyRandomTimesConverges) {
  Site site("kill");
  const auto services = many_services(20);
  site.write_values(services);
  std::minstd_rand random(20);

  for (int i = 0; i < 20; ++i) {
    Process process(site.command_line("apply"));
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 400));
    process.kill();
    (void)process.wait();
  }
  const Finished last = site.pgberth("apply");

  EXPECT_EQ(last.exit_code, 0) << last.all();
  EXPECT_EQ(site.pgberth("diff").exit_code, 0);
  expect_all_log_in(site, services);
}

TEST(Terminate, EndsWhatHasBegunAndTheNextRunGoesOn) {
  Site site("stop");
  const auto services = many_services(50);
  site.write_values(services);

  Process process(site.command_line("apply"));
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  process.terminate();
  const Finished stopped = process.wait();

  EXPECT_EQ(stopped.exit_code, 2) << stopped.all();
  EXPECT_NE(stopped.out.find("the run was interrupted"), std::string::npos) << stopped.all();
  EXPECT_EQ(site.postgres().ask("postgres",
                                "SELECT count(*) FROM pg_database WHERE datname LIKE 'pgberth%'"),
            std::vector<std::string>{"0"});
  EXPECT_EQ(site.pgberth("apply").exit_code, 0);
  EXPECT_EQ(site.pgberth("diff").exit_code, 0);
}

}  // namespace
}  // namespace pgberth
