// Environments of all four dialects on two servers, in one pass; one of them broken.

#include <gtest/gtest.h>

#include "tests/support/server_log.h"
#include "tests/support/service_login.h"
#include "tests/support/settings_site.h"
#include "tests/support/steady.h"
#include "tests/support/toolchain_secret.h"
#include <set>
#include <sstream>

namespace pgberth {
namespace {

using Rows = std::vector<std::string>;

const std::vector<std::string> kEnvironments{"commons", "observatory", "cluster", "harbour"};

/// The examples side by side: commons and the accounts of the cluster on one server, observatory
/// and what is shared in the cluster on the other, harbour on none.
class FourDialects : public ::testing::Test {
 protected:
  FourDialects() {
    site_.copy_example("gen3-local", "commons");
    site_.copy_example("phalanx-observatory", "observatory");
    site_.copy_example("toolchain-cluster/services", "cluster");
    site_.copy_example("opta-links", "harbour");
    site_.give("vault", "secret/observatory/summit/logbook", "database-password", "by hand");
    site_.list_server("postgres.example.internal", first_);
    site_.list_server("accounts.example.internal", first_);
    list_second();
    site_.add_environment(
        "name: commons\ndialect: gen3\nfolder: commons\nvalues: [values.yaml]\nrelease: demo\n"
        "namespaces: [demo]");
    site_.add_environment(
        "name: observatory\ndialect: phalanx\nfolder: observatory\n"
        "bounds: {namespaces: [postgres], entries: ['secret/observatory/*']}\n"
        "options: {environment: summit, host: summit.example.internal}");
    site_.add_environment(
        "name: cluster\ndialect: toolchain\nfolder: cluster\nrelease: prod-db\n"
        "namespaces: [staging, prod]\noptions:\n  simpleDatabases: [metrics]\n  servers:\n"
        "    - {host: accounts.example.internal, databases: [accounts]}\n"
        "    - {host: shared.example.internal}");
    const std::string password = "password: {file: admin-password-" + first_.port() + "}";
    site_.add_environment(
        "name: harbour\ndialect: opta\nfolder: harbour\n"
        "values: [env.yaml, booking.yaml]\nbounds: {namespaces: [booking]}\n"
        "options:\n  modules:\n    booking.db: {host: booking.example.internal, " +
        password + "}\n    booking.stats: {host: stats.example.internal, " + password + "}");
  }

  void list_second() {
    site_.list_server("summit.example.internal", second_);
    site_.list_server("shared.example.internal", second_);
  }

  void silence_second() {
    site_.list_server_at("summit.example.internal", "127.0.0.1:1");
    site_.list_server_at("shared.example.internal", "127.0.0.1:1");
  }

  /// Lets each service log in that should be able to.
  void expect_commons() const {
    for (const std::string service : {"arborist", "fence", "indexd", "metadata"}) {
      const Keys entry = site_.entry("kubernetes", "demo/" + service + "-dbcreds");
      ASSERT_FALSE(entry.empty()) << service;
      const ServiceLogin login{entry.at("username"), entry.at("password"), entry.at("database")};
      EXPECT_EQ(rows_as(login, "SELECT current_user", first_), Rows{login.user});
    }
  }
  void expect_observatory() const {
    const Keys keys = site_.entry("vault", "secret/observatory/summit/postgres");
    ASSERT_EQ(keys.size(), 3u);
    EXPECT_EQ(rows_as({"signin", keys.at("signin_password"), "signin"}, "SELECT 1", second_),
              Rows{"1"});
    EXPECT_EQ(rows_as({"plotter", keys.at("plot_store_password"), "plots"}, "SELECT 1", second_),
              Rows{"1"});
  }
  void expect_in_cluster(const std::string& name, const PostgresFixture& postgres) const {
    for (const char* const space : {"staging", "prod"}) {
      const Keys entry = site_.entry("kubernetes", creds_in(space, name));
      ASSERT_FALSE(entry.empty()) << name;
      const std::string owner = opened(entry).at("set_role");
      EXPECT_EQ(rows_as(login_in(entry), "SET ROLE " + owner + "; SELECT current_user", postgres),
                Rows{owner});
    }
  }
  void expect_harbour() const { EXPECT_EQ(site_.entry("kubernetes", "booking/secret").size(), 8u); }
  void expect_all() const {
    expect_commons();
    expect_observatory();
    expect_in_cluster("accounts", first_);
    expect_in_cluster("weather-data", second_);
    expect_harbour();
    expect_steady(site_, first_);
    expect_steady(site_, second_);
  }

  static std::set<std::string> steps_of(const Finished& diff) {
    std::istringstream lines(diff.out);
    std::set<std::string> found;
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("+ ") && !line.starts_with("> ")) continue;
      std::istringstream words(line);
      std::string step;
      for (std::string word; words >> word;) step += (step.empty() ? "" : " ") + word;
      found.insert(step);
    }
    return found;
  }

  /// The steps that diff shows for `environments`, without the width of their columns.
  std::set<std::string> steps(const std::vector<std::string>& environments) const {
    std::vector<std::string> chosen;
    for (const std::string& name : environments)
      chosen.insert(chosen.end(), {"--environment", name});
    return steps_of(site_.pgberth("diff", chosen));
  }

  /// What no server knows yet is in no entry either.
  void expect_no_observatory() const {
    EXPECT_FALSE(
        site_.entry("vault", "secret/observatory/summit/postgres").contains("signin_password"));
    EXPECT_EQ(site_.entry("vault", "secret/observatory/summit/signin"), Keys{});
    EXPECT_EQ(second_.ask("postgres", "SELECT 1 FROM pg_roles WHERE rolname = 'signin'"), Rows{});
  }

  void expect_broken_takes_nothing_else(const std::string& environment, const std::string& file) {
    SCOPED_TRACE(environment);
    std::vector<std::string> others = kEnvironments;
    std::erase(others, environment);
    std::set<std::string> missing = steps(others);
    const std::string good = bytes_of(site_.folder() / file);
    site_.write(file, good + "\nbroken: [\n");

    const Finished diff = site_.pgberth("diff");
    for (const std::string& step : steps_of(diff)) missing.erase(step);

    EXPECT_EQ(diff.exit_code, 2) << diff.all();
    EXPECT_EQ(count(diff.all(), file + ":"), 1) << diff.all();
    EXPECT_EQ(missing, std::set<std::string>{});
    site_.write(file, good);
  }

  SettingsSite site_;
  PostgresFixture first_;
  PostgresFixture second_;
};

TEST_F(FourDialects, ArePlannedAndMadeInOnePass) {
  const Finished diff = site_.pgberth("diff");
  const std::set<std::string> together = steps_of(diff);
  std::set<std::string> apart;
  for (const std::string& name : kEnvironments) apart.merge(steps({name}));

  EXPECT_EQ(diff.exit_code, 1) << diff.all();
  EXPECT_GT(together.size(), 50u);
  EXPECT_EQ(together, apart);
  expect_broken_takes_nothing_else("commons", "commons/values.yaml");
  expect_broken_takes_nothing_else("observatory",
                                   "observatory/applications/postgres/values-summit.yaml");
  expect_broken_takes_nothing_else("cluster",
                                   "cluster/weather/workflow/weather-workflow/values.yaml");
  expect_broken_takes_nothing_else("harbour", "harbour/booking.yaml");

  const Finished applied = site_.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  expect_all();
}

TEST_F(FourDialects, AreMadeBesideOneWhoseSecretIsNotThere) {
  const auto secret = site_.folder() / ("admin-password-" + second_.port());
  const std::string password = bytes_of(secret);
  std::filesystem::remove(secret);

  const Finished chosen = site_.pgberth("diff", {"--environment", "commons"});
  const Finished applied = site_.pgberth("apply");

  EXPECT_EQ(chosen.exit_code, 1) << chosen.all();
  EXPECT_EQ(applied.exit_code, 2) << applied.all();
  EXPECT_EQ(count(applied.all(), "[E706]"), 2) << applied.all();
  expect_commons();
  expect_in_cluster("accounts", first_);
  expect_harbour();
  expect_no_observatory();

  site_.give_file(secret.filename().string(), password);
  EXPECT_EQ(site_.pgberth("apply").exit_code, 0);
  expect_all();
}

TEST_F(FourDialects, AreMadeBesideABrokenOne) {
  const std::string file = "observatory/applications/postgres/values-summit.yaml";
  const std::string good = bytes_of(site_.folder() / file);
  silence_second();

  const Finished unreachable = site_.pgberth("apply");

  EXPECT_EQ(unreachable.exit_code, 2) << unreachable.all();
  EXPECT_GE(count(unreachable.all(), "[E502]"), 1) << unreachable.all();
  expect_commons();
  expect_in_cluster("accounts", first_);
  expect_harbour();
  expect_no_observatory();
  EXPECT_EQ(site_.entry("kubernetes", "prod/prod-db-weather-data-creds"), Keys{});

  list_second();
  site_.write(file, good + "\nbroken: [\n");
  const Finished unreadable = site_.pgberth("apply");

  EXPECT_EQ(unreadable.exit_code, 2) << unreadable.all();
  EXPECT_EQ(count(unreadable.all(), file), 1) << unreadable.all();
  expect_in_cluster("weather-data", second_);
  expect_no_observatory();

  site_.write(file, good);
  EXPECT_EQ(site_.pgberth("apply").exit_code, 0);
  expect_all();
}

}  // namespace
}  // namespace pgberth
