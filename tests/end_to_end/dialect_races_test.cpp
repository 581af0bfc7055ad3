// Two reconcilers at once, and one that is killed at any time, for the shapes of the dialects that
// gen3 has not: single keys added to a shared entry with copies beside it, and an owner with one
// login for each namespace.

#include <gtest/gtest.h>

#include "tests/support/service_login.h"
#include "tests/support/settings_site.h"
#include "tests/support/toolchain_secret.h"
#include <functional>
#include <random>
#include <thread>

namespace pgberth {
namespace {

using Rows = std::vector<std::string>;

/// Many claims of one dialect, and the proof that each of their services can log in.
struct Shape {
  const char* name;
  std::function<void(SettingsSite& site, const PostgresFixture& postgres)> prepare;
  std::function<void(const SettingsSite& site, const PostgresFixture& postgres)> expect_logins;
};

constexpr int kDatabases = 10;

std::string number(int i) {
  return "d" + std::to_string(100 + i);
}

/// Each second password is born in the entry of an application and copied to Postgres', each other
/// one the other way round.
void prepare_phalanx(SettingsSite& site, const PostgresFixture& postgres) {
  std::string values;
  std::string rules;
  std::string applications;
  for (int i = 0; i < kDatabases; ++i) {
    const std::string name = number(i);
    const bool born_there = i % 2 == 0;
    values += name + "_db: {user: " + name + ", db: " + name + "}\n";
    rules += name + "_password: " +
             (born_there ? "{copy: {application: " + name + ", key: word}}\n"
                         : "{generate: {type: password}}\n");
    site.write("values/applications/" + name + "/secrets.yaml",
               born_there ? "word: {generate: {type: password}}\n"
                          : "word: {copy: {application: postgres, key: " + name + "_password}}\n");
    applications += "  " + name + ": true\n";
  }
  site.write("values/environments/values.yaml", "name: \"\"\napplications: {postgres: false}\n");
  site.write("values/environments/values-prod.yaml",
             "name: prod\nvaultPathPrefix: secret/prod\napplications:\n  postgres: true\n" +
                 applications);
  site.write("values/applications/postgres/values-prod.yaml", values);
  site.write("values/applications/postgres/secrets.yaml", rules);
  site.list_server("postgres.postgres", postgres);
  site.add_environment(
      "name: prod\ndialect: phalanx\nfolder: values\n"
      "bounds: {namespaces: [postgres], entries: [secret/prod/*]}");
}

void expect_phalanx_logins(const SettingsSite& site, const PostgresFixture& postgres) {
  const Keys keys = site.entry("vault", "secret/prod/postgres");
  for (int i = 0; i < kDatabases; ++i) {
    const std::string name = number(i);
    const std::string& password = keys.at(name + "_password");
    EXPECT_EQ(site.entry("vault", "secret/prod/" + name).at("word"), password);
    EXPECT_EQ(rows_as({name, password, name}, "SELECT current_user", postgres), Rows{name});
  }
}

void prepare_toolchain(SettingsSite& site, const PostgresFixture& postgres) {
  for (int i = 0; i < kDatabases; ++i)
    site.write("values/services/s" + std::to_string(i) + "/values.yaml",
               "name: s" + std::to_string(i) + "\ndbs: [" + number(i) + ", " + number(0) + "]\n");
  site.list_server("shared.example.internal", postgres);
  site.add_environment(
      "name: cluster\ndialect: toolchain\nfolder: values\nrelease: prod-db\n"
      "namespaces: [staging, prod]\noptions:\n  servers: [{host: shared.example.internal}]\n"
      "  simpleDatabases: [metrics]");
}

void expect_toolchain_logins(const SettingsSite& site, const PostgresFixture& postgres) {
  for (int i = 0; i < kDatabases; ++i)
    for (const std::string space : {"staging", "prod"}) {
      const Keys entry =
          site.entry("kubernetes", space + "/" + space + "-db-" + number(i) + "-creds");
      EXPECT_EQ(rows_as(login_in(entry), "SET ROLE " + number(i) + "_owner; SELECT current_user",
                        postgres),
                Rows{number(i) + "_owner"});
    }
  const Keys simple = site.entry("kubernetes", "prod/prod-db-metrics");
  EXPECT_EQ(site.entry("kubernetes", "staging/prod-db-metrics"), simple);
  EXPECT_EQ(rows_as({"metrics", simple.at("postgres-password"), "metrics"}, "SELECT current_user",
                    postgres),
            Rows{"metrics"});
}

class DialectRaces : public ::testing::TestWithParam<Shape> {
 protected:
  DialectRaces() { GetParam().prepare(site_, postgres_); }

  /// All is there, works, and nothing is left half-built.
  void expect_converged() const {
    const Finished diff = site_.pgberth("diff");
    EXPECT_EQ(diff.exit_code, 0) << diff.all();
    GetParam().expect_logins(site_, postgres_);
    EXPECT_EQ(postgres_.ask("postgres",
                            "SELECT count(*) FROM pg_database WHERE datname LIKE 'pgberth%'"),
              Rows{"0"});
  }

  SettingsSite site_;
  PostgresFixture postgres_;
};

TEST_P(DialectRaces, TwoProcessesMakeOneCredentialEach) {
  Process first(site_.command_line("apply"));
  Process second(site_.command_line("apply"));
  const Finished one = first.wait();
  const Finished two = second.wait();

  EXPECT_EQ(one.exit_code, 0) << one.all();
  EXPECT_EQ(two.exit_code, 0) << two.all();
  expect_converged();
}

TEST_P(DialectRaces, TenKillsAtRandomTimesConverge) {
  std::minstd_rand random(10);

  for (int i = 0; i < 10; ++i) {
    Process process(site_.command_line("apply"));
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 400));
    process.kill();
    EXPECT_EQ(process.wait().exit_code, -1) << "it came to its end before the kill";
  }
  const Finished last = site_.pgberth("apply");

  EXPECT_EQ(last.exit_code, 0) << last.all();
  expect_converged();
}

INSTANTIATE_TEST_SUITE_P(
    Dialects, DialectRaces,
    ::testing::Values(Shape{"Phalanx", prepare_phalanx, expect_phalanx_logins},
                      Shape{"Toolchain", prepare_toolchain, expect_toolchain_logins}),
    [](const auto& shape) { return std::string(shape.param.name); });

}  // namespace
}  // namespace pgberth
