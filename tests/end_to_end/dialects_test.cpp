// Each dialect from files as they are to a service that logs in: the real program, a real Postgres
// and the file store. Only settings say where hosts lead.

#include "reconciler/text/envelope.h"

#include <gtest/gtest.h>

#include "tests/support/server_log.h"
#include "tests/support/service_login.h"
#include "tests/support/settings_site.h"
#include "tests/support/values_conformance.h"
#include <fstream>
#include <iostream>

namespace pgberth {
namespace {

using Rows = std::vector<std::string>;
using testing::shared_data;

/// A second apply writes nothing, neither on the server nor in the store, and diff agrees.
void expect_steady(const SettingsSite& site, const PostgresFixture& postgres) {
  const std::string listing = listing_of(site.store());
  const std::string log = postgres.log();

  const Finished again = site.pgberth("apply");
  const std::string lines = new_lines(postgres, log);
  const Finished diff = site.pgberth("diff");

  EXPECT_EQ(again.exit_code, 0) << again.all();
  EXPECT_EQ(listing_of(site.store()), listing);
  EXPECT_GT(count(lines, "SELECT"), 0) << "the log shows what is asked";
  EXPECT_EQ(changes_in(lines), Rows{});
  EXPECT_EQ(diff.exit_code, 0) << diff.all();
}

constexpr const char* kSummit = R"(name: observatory
dialect: phalanx
folder: values
bounds: {namespaces: [postgres], entries: ["secret/observatory/*"]}
options: {environment: summit, host: summit.example.internal}
)";

TEST(Phalanx, TheExampleBecomesDatabases) {
  const PostgresFixture postgres;
  SettingsSite site;
  site.copy_example("phalanx-observatory", "values");
  site.list_server("summit.example.internal", postgres);
  site.add_environment(kSummit);

  auto a = site.pgberth("apply");
  std::cout << a.exit_code << a.all();
  site.give("vault", "secret/observatory/summit/logbook", "database-password", "by-a-person");
  a = site.pgberth("apply");
  std::cout << a.exit_code << a.all();
  (void)!system(("find " + site.store().string()).c_str());
  expect_steady(site, postgres);
}

TEST(Phalanx, Real) {
  const auto data = shared_data("phalanx");
  if (!data) GTEST_SKIP() << "the real files are not here; set PGBERTH_SHARED";
  const PostgresFixture postgres;
  SettingsSite site;
  site.copy(*data / "650a0ef2c", "values");
  site.list_server("postgres.postgres", postgres);
  site.add_environment(R"(name: usdfdev
dialect: phalanx
folder: values
bounds: {namespaces: [postgres], entries: ["secret/*"]}
)");
  auto a = site.pgberth("apply");
  std::cout << a.exit_code << a.all();
  (void)!system(("find " + site.store().string()).c_str());
}
TEST(Phalanx, Old) {
  const auto data = shared_data("phalanx");
  if (!data) GTEST_SKIP() << "the real files are not here; set PGBERTH_SHARED";
  const PostgresFixture postgres;
  SettingsSite site;
  site.copy(*data / "3432a2935", "values");
  site.list_server("postgres.postgres", postgres);
  site.add_environment(R"(name: summit
dialect: phalanx
folder: values
bounds: {namespaces: [postgres], entries: ["secret/*"]}
)");
  auto a = site.pgberth("apply");
  std::cout << a.exit_code << a.all();
  (void)!system(("find " + site.store().string()).c_str());
  expect_steady(site, postgres);
}

constexpr const char* kCluster = R"(name: cluster
dialect: toolchain
folder: values
release: prod-db
namespaces: [staging, prod]
options:
  servers:
    - {host: accounts.example.internal, databases: [accounts]}
    - {host: shared.example.internal}
  simpleDatabases: [metrics]
  developmentOnly: [notes]
)";

TEST(Toolchain, TheExampleBecomesDatabases) {
  const PostgresFixture postgres;
  SettingsSite site;
  site.copy_example("toolchain-cluster/services", "values");
  site.list_server("accounts.example.internal", postgres);
  site.list_server("shared.example.internal", postgres);
  site.add_environment(kCluster);

  auto a = site.pgberth("apply");
  std::cout << a.exit_code << a.all();
  (void)!system(("find " + site.store().string()+"; cat "+ site.store().string()+"/kubernetes/prod*/*").c_str());
  expect_steady(site, postgres);
}
TEST(Toolchain, Real) {
  const auto data = shared_data("toolchain");
  if (!data) GTEST_SKIP() << "the real files are not here; set PGBERTH_SHARED";
  const PostgresFixture postgres;
  SettingsSite site;
  site.copy(*data / "prod/helm/services", "values");
  site.list_server("shared.example.internal", postgres);
  site.add_environment(R"(name: cluster
dialect: toolchain
folder: values
release: prod-db
namespaces: [staging, prod]
options:
  servers: [{host: shared.example.internal}]
)");
  auto a = site.pgberth("apply");
  std::cout << a.exit_code << a.all();
  expect_steady(site, postgres);
}

TEST(Opta, TheExampleBecomesDatabases) {
  const PostgresFixture postgres;
  SettingsSite site;
  site.copy_example("opta-links", "values");
  site.add_environment("name: harbour\n"
"dialect: opta\n"
"folder: values\n"
"values: [env.yaml, booking.yaml, archive.yaml]\n"
"bounds: {namespaces: [booking, archive]}\n"
"options:\n"
"  modules:\n"
"    booking.db: {host: 127.0.0.1, port: " + postgres.port() + ", password: {file: pw}}\n"
"    booking.stats: {host: 127.0.0.1, port: " + postgres.port() + ", password: {file: pw}}\n"
"    archive.db: {host: archive.example.internal}\n");
  std::ofstream(site.folder()/"pw") << postgres.password().reveal();
  std::filesystem::permissions(site.folder()/"pw", std::filesystem::perms(0600));
  auto a = site.pgberth("apply");
  std::cout << a.exit_code << a.all();
  (void)!system(("find " + site.store().string()+"; head "+ site.store().string()+"/kubernetes/*/*").c_str());
  a = site.pgberth("apply");
  std::cout << a.exit_code << a.all();
  a = site.pgberth("diff");
  std::cout << a.exit_code << a.all();
}

TEST(Opta, Real) {
  const auto data = shared_data("opta");
  if (!data) GTEST_SKIP() << "the real files are not here; set PGBERTH_SHARED";
  SettingsSite site;
  site.copy(*data / "opta/examples/sourcegraph", "values");
  site.add_environment("name: harbour\n"
"dialect: opta\n"
"folder: values\n"
"bounds: {namespaces: [sourcegraph]}\n"
"options:\n"
"  modules:\n"
"    sourcegraph.dbfrontend: {host: 127.0.0.1, port: 333, password: {file: pw}}\n"
"    sourcegraph.dbcodeintel: {host: 127.0.0.1, port: 333, password: {file: pw}}\n");
  std::ofstream(site.folder()/"pw") << "secr";
  std::filesystem::permissions(site.folder()/"pw", std::filesystem::perms(0600));
  auto a = site.pgberth("apply");
  std::cout << a.exit_code << a.all();
  (void)!system(("find " + site.store().string()).c_str());
}

}  // namespace
}  // namespace pgberth
