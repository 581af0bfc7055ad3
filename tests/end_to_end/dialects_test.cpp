// Each dialect from files as they are to a service that logs in: the real program, a real Postgres
// and the file store. Only settings say where hosts lead. Real files are not part of the
// repository; where they are missing their tests are skipped.

#include <gtest/gtest.h>

#include "tests/support/server_log.h"
#include "tests/support/service_login.h"
#include "tests/support/settings_site.h"
#include "tests/support/steady.h"
#include "tests/support/toolchain_secret.h"
#include "tests/support/values_conformance.h"
#include <algorithm>

namespace pgberth {
namespace {

using Rows = std::vector<std::string>;
using testing::shared_data;

#define SKIP_WITHOUT(data) \
  if (!(data)) GTEST_SKIP() << "the real files are not here; set PGBERTH_SHARED"

/// A role that owns its database and works in it.
void expect_works_as_owner(const ServiceLogin& login, const PostgresFixture& postgres) {
  EXPECT_EQ(rows_as(login,
                    "CREATE TABLE public.t (id int); INSERT INTO public.t VALUES (1); "
                    "SELECT current_user, current_database(), count(*) FROM public.t",
                    postgres),
            (Rows{login.user + "|" + login.database + "|1"}));
  EXPECT_EQ(postgres.ask("postgres", "SELECT datdba::regrole FROM pg_database WHERE datname = '" +
                                         login.database + "'"),
            Rows{login.user});
}

bool is_hexadecimal(const std::string& text) {
  return text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

constexpr const char* kSummit = R"(name: observatory
dialect: phalanx
folder: values
bounds: {namespaces: [postgres], entries: ["secret/observatory/*"]}
options: {environment: summit, host: summit.example.internal}
)";

TEST(Phalanx, TheExampleBecomesDatabasesThatServicesOpen) {
  const PostgresFixture& postgres = shared_postgres();
  SettingsSite site;
  site.copy_example("phalanx-observatory", "values");
  site.list_server("summit.example.internal", postgres);
  site.add_environment(kSummit);
  const std::string vault = "secret/observatory/summit/";

  const Finished first = site.pgberth("apply");

  EXPECT_EQ(first.exit_code, 0) << first.all();
  EXPECT_EQ(count(first.out, "? credential  observatory/logbook_db"), 1) << first.all();
  EXPECT_EQ(count(first.out, "[W308]"), 1) << "a person gives it: " << first.all();
  EXPECT_EQ(postgres.ask("postgres", "SELECT 1 FROM pg_roles WHERE rolname = 'logbook'"), Rows{});

  site.give("vault", vault + "logbook", "database-password", "by a person's hand");
  const Finished second = site.pgberth("apply");

  EXPECT_EQ(second.exit_code, 0) << second.all();
  const Keys keys = site.entry("vault", vault + "postgres");
  EXPECT_EQ(keys.size(), 3u);
  EXPECT_EQ(keys.at("logbook_password"), "by a person's hand");
  EXPECT_EQ(keys.at("signin_password").size(), 64u);
  EXPECT_TRUE(is_hexadecimal(keys.at("signin_password")));
  EXPECT_EQ(site.entry("vault", vault + "signin"),
            (Keys{{"database-password", keys.at("signin_password")}}));
  EXPECT_EQ(site.entry("vault", vault + "plots"),
            (Keys{{"databasePassword", keys.at("plot_store_password")}}));
  expect_works_as_owner({"signin", keys.at("signin_password"), "signin"}, postgres);
  expect_works_as_owner({"logbook", keys.at("logbook_password"), "logbook"}, postgres);
  expect_works_as_owner({"plotter", keys.at("plot_store_password"), "plots"}, postgres);
  expect_steady(site, postgres);
}

struct Section {
  const char* user;
  const char* database;
  const char* key;
};

/// One environment of a real repository; `prefix` is where its files say that entries are.
void expect_real_environment(SettingsSite& site, const PostgresFixture& postgres,
                             const std::string& prefix, const std::vector<Section>& sections) {
  const Finished applied = site.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  EXPECT_EQ(count(applied.out, "? credential"), 0) << applied.all();
  const Keys keys = site.entry("vault", prefix + "/postgres");
  EXPECT_EQ(keys.size(), sections.size());
  for (const Section& section : sections)
    expect_works_as_owner({section.user, keys.at(section.key), section.database}, postgres);
  expect_steady(site, postgres);
}

TEST(Phalanx, ARealEnvironmentOfTodayBecomesDatabases) {
  const auto data = shared_data("phalanx");
  SKIP_WITHOUT(data);
  const PostgresFixture& postgres = shared_postgres();
  SettingsSite site;
  site.copy(*data / "650a0ef2c", "values");
  site.list_server("postgres.postgres", postgres);
  site.add_environment(
      "name: usdfdev\ndialect: phalanx\nfolder: values\n"
      "bounds: {namespaces: [postgres], entries: [secret/rubin/usdf-rsp-dev/*]}");
  const std::string vault = "secret/rubin/usdf-rsp-dev";
  // Its rules leave these to a person.
  site.give("vault", vault + "/gafaelfawr", "database-password", "one");
  site.give("vault", vault + "/times-square", "TS_DATABASE_PASSWORD", "two");
  site.give("vault", vault + "/postgres", "grafana_password", "three");

  expect_real_environment(site, postgres, vault,
                          {{"expchecker", "expchecker", "exposure_checker_password"},
                           {"gafaelfawr", "gafaelfawr", "gafaelfawr_password"},
                           {"grafana", "grafana", "grafana_password"},
                           {"jovyan", "jupyterhub", "jupyterhub_password"},
                           {"nublado3", "nublado3", "nublado3_password"},
                           {"timessquare", "timessquare", "timessquare_password"}});
}

TEST(Phalanx, ARealEnvironmentOfTheOldLayoutBecomesDatabases) {
  const auto data = shared_data("phalanx");
  SKIP_WITHOUT(data);
  const PostgresFixture postgres;
  SettingsSite site;
  site.copy(*data / "3432a2935", "values");
  site.list_server("postgres.postgres", postgres);
  const std::string vault = "secret/k8s_operator/summit-lsp.lsst.codes";
  site.add_environment(
      "name: summit\ndialect: phalanx\nfolder: values\n"
      "bounds: {namespaces: [postgres], entries: [" +
      vault + "/*]}");

  expect_real_environment(site, postgres, vault,
                          {{"jovyan", "jupyterhub", "jupyterhub_password"},
                           {"exposurelog", "exposurelog", "exposurelog_password"},
                           {"gafaelfawr", "gafaelfawr", "gafaelfawr_password"},
                           {"narrativelog", "narrativelog", "narrativelog_password"}});
}

/// A login that may open the database and do nothing there but become its owner.
void expect_works_through_its_owner(const Keys& entry, const PostgresFixture& postgres,
                                    const std::string& table) {
  const ServiceLogin login = login_in(entry);
  const std::string owner = opened(entry).at("set_role");
  EXPECT_EQ(owner, login.database + "_owner");
  const std::string create = "CREATE TABLE public." + table + " (id int)";
  const Finished alone = psql_as(login, create, postgres);
  EXPECT_NE(alone.exit_code, 0) << login.user << " may create without SET ROLE";
  EXPECT_EQ(rows_as(login,
                    "SET ROLE " + owner + "; " + create + "; SELECT session_user, current_user, " +
                        "current_database()",
                    postgres),
            Rows{login.user + "|" + owner + "|" + login.database});
}

/// PUBLIC may not connect: any other login is turned away.
void expect_closed(const std::string& database, const std::string& stranger,
                   const PostgresFixture& postgres) {
  const Finished psql =
      psql_as({.user = stranger, .password = "s", .database = database}, "SELECT 1", postgres);
  EXPECT_NE(psql.exit_code, 0) << database;
  EXPECT_EQ(count(psql.err, "permission denied for database"), 1) << psql.err;
}

std::string cluster_of(const std::string& servers, const std::string& more) {
  return "name: cluster\ndialect: toolchain\nfolder: values\nrelease: prod-db\n"
         "namespaces: [staging, prod]\noptions:\n  servers: [" +
         servers + "]\n" + more;
}

void expect_each_namespace_works(const SettingsSite& site, const PostgresFixture& postgres,
                                 const std::vector<std::string>& names) {
  const std::string stranger = "stranger_to_" + names.front();
  postgres.run("postgres", "CREATE ROLE " + stranger + " LOGIN PASSWORD 's'");
  for (const std::string& name : names) {
    for (const std::string space : {"staging", "prod"})
      expect_works_through_its_owner(site.entry("kubernetes", creds_in(space, name)), postgres,
                                     "of_" + space);
    std::string database = name;
    std::ranges::replace(database, '-', '_');
    expect_closed(database, stranger, postgres);
  }
}

TEST(Toolchain, TheExampleBecomesDatabasesThatServicesOpen) {
  const PostgresFixture& postgres = shared_postgres();
  SettingsSite site;
  site.copy_example("toolchain-cluster/services", "values");
  site.list_server("accounts.example.internal", postgres);
  site.list_server("shared.example.internal", postgres);
  site.add_environment(
      cluster_of("{host: accounts.example.internal, databases: [accounts]}, "
                 "{host: shared.example.internal}",
                 "  simpleDatabases: [metrics]\n  developmentOnly: [notes]\n"));

  const Finished applied = site.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  expect_each_namespace_works(site, postgres, {"accounts", "weather-data", "stations"});
  const Keys simple = site.entry("kubernetes", "prod/prod-db-metrics");
  EXPECT_EQ(site.entry("kubernetes", "staging/prod-db-metrics"), simple);
  expect_works_as_owner({simple.at("postgres-user"), simple.at("postgres-password"), "metrics"},
                        postgres);
  EXPECT_EQ(count(simple.at("connection-string"), simple.at("postgres-password")), 1);
  expect_steady(site, postgres);
}

TEST(Toolchain, TheRealServicesBecomeDatabases) {
  const auto data = shared_data("toolchain");
  SKIP_WITHOUT(data);
  const PostgresFixture& postgres = shared_postgres();
  SettingsSite site;
  site.copy(*data / "prod" / "helm" / "services", "values");
  site.list_server("shared.example.internal", postgres);
  site.add_environment(cluster_of("{host: shared.example.internal}", ""));

  const Finished applied = site.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  expect_each_namespace_works(site, postgres,
                              {"buildsense", "dependency", "oss-metrics", "pants-demos", "payments",
                               "pypi", "scm-integration", "users"});
  expect_steady(site, postgres);
}

/// Under which keys a link delivers what.
struct LinkKeys {
  std::string user;
  std::string host;
  std::string name;
  std::string password;
};

const LinkKeys kOfPsql{"PGUSER", "PGHOST", "PGDATABASE", "PGPASSWORD"};

/// Instances as Terraform would have made them: of all of them there is one, with its own user.
class Instance {
 public:
  Instance(SettingsSite& site, const std::vector<std::string>& databases) : site_(site) {
    for (const std::string& name : databases)
      if (postgres_.ask("postgres", "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")
              .empty())
        postgres_.run("postgres", "CREATE DATABASE " + name);
    site.list_server("unused.example.internal", postgres_);
  }

  /// Settings of `environment` in which each of `modules` is this one.
  void configure(const std::string& environment, const std::vector<std::string>& modules,
                 const std::string& more = "") {
    std::string item = environment + "options:\n  modules:\n" + more;
    for (const std::string& module : modules)
      item += "    " + module + ": {host: 127.0.0.1, port: " + postgres_.port() +
              ", password: {file: admin-password-" + postgres_.port() + "}}\n";
    site_.add_environment(item);
  }

  /// That the four keys of a link in `entry` open `database`.
  void expect_opens(const Keys& entry, const LinkKeys& keys, const std::string& database) const {
    EXPECT_EQ(entry.at(keys.host), "127.0.0.1");
    EXPECT_EQ(entry.at(keys.name), database);
    const ServiceLogin login{entry.at(keys.user), entry.at(keys.password), entry.at(keys.name)};
    EXPECT_EQ(rows_as(login, "SELECT current_user, current_database()", postgres_),
              Rows{"postgres|" + database});
  }

  const PostgresFixture& postgres() const { return postgres_; }

 private:
  SettingsSite& site_;
  PostgresFixture& postgres_ = shared_postgres();
};

/// No server is asked anything, so the store alone can change.
void expect_steady_without_a_server(const SettingsSite& site, const PostgresFixture& postgres) {
  const std::string listing = site.store_listing();
  const std::string log = postgres.log();

  const Finished again = site.pgberth("apply");
  const Finished diff = site.pgberth("diff");

  EXPECT_EQ(again.exit_code, 0) << again.all();
  EXPECT_EQ(site.store_listing(), listing);
  EXPECT_EQ(new_lines(postgres, log), "");
  EXPECT_EQ(diff.exit_code, 0) << diff.all();
}

TEST(Opta, TheExampleBringsTheInstancesCredentialsToTheServices) {
  SettingsSite site;
  site.copy_example("opta-links", "values");
  Instance instance(site, {"booking_north", "app"});
  instance.configure(
      "name: harbour\ndialect: opta\nfolder: values\n"
      "values: [env.yaml, booking.yaml, archive.yaml]\n"
      "bounds: {namespaces: [booking, archive]}\n",
      {"booking.db", "booking.stats"}, "    archive.db: {host: archive.example.internal}\n");
  const std::string log = instance.postgres().log();

  const Finished applied = site.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  EXPECT_EQ(count(applied.out, "archive.yaml:9:28: warning"), 1) << applied.all();
  EXPECT_EQ(new_lines(instance.postgres(), log), "") << "no server is contacted for Opta";
  const Keys booking = site.entry("kubernetes", "booking/secret");
  EXPECT_EQ(booking.size(), 8u);
  instance.expect_opens(booking, {"db_db_user", "db_db_host", "db_db_name", "db_db_password"},
                        "booking_north");
  instance.expect_opens(booking, kOfPsql, "app");
  EXPECT_EQ(site.entry("kubernetes", "archive/secret"),
            (Keys{{"db_db_user", "UNKNOWN_SEE_ORIGINAL_DB"},
                  {"db_db_host", "archive.example.internal"},
                  {"db_db_name", "UNKNOWN_SEE_ORIGINAL_DB"},
                  {"db_db_password", "UNKNOWN_SEE_ORIGINAL_DB"}}));
  expect_steady_without_a_server(site, instance.postgres());
}

TEST(Opta, ARealFileWithTwoRenamedLinksBringsBothCredentials) {
  const auto data = shared_data("opta");
  SKIP_WITHOUT(data);
  SettingsSite site;
  site.copy(*data / "opta" / "examples" / "sourcegraph", "values");
  Instance instance(site, {"app"});
  instance.configure(
      "name: example\ndialect: opta\nfolder: values\nbounds: {namespaces: [sourcegraph]}\n",
      {"sourcegraph.dbfrontend", "sourcegraph.dbcodeintel"});

  const Finished applied = site.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  const Keys entry = site.entry("kubernetes", "sourcegraph/secret");
  EXPECT_EQ(entry.size(), 8u);
  instance.expect_opens(entry, kOfPsql, "app");
  instance.expect_opens(
      entry,
      {"CODEINTEL_PGUSER", "CODEINTEL_PGHOST", "CODEINTEL_PGDATABASE", "CODEINTEL_PGPASSWORD"},
      "app");
  expect_steady_without_a_server(site, instance.postgres());
}

}  // namespace
}  // namespace pgberth
