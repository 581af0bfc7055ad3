// Two reconcilers at once, and one that is killed at any time, for the shapes of the dialects that
// gen3 has not: single keys added to a shared entry with copies beside it, an owner with one login
// for each namespace, and the instance's own user brought to services, where no server is
// contacted.

#include <gtest/gtest.h>

#include "tests/support/process.h"
#include "tests/support/random_kills.h"
#include "tests/support/service_login.h"
#include "tests/support/settings_site.h"
#include "tests/support/toolchain_secret.h"

namespace pgberth {
namespace {

using Rows = std::vector<std::string>;

constexpr int kDatabases = 10;

/// Names that begin with `prefix`, so that each test has its own on the one server.
std::vector<std::string> names_of(const std::string& prefix) {
  std::vector<std::string> names;
  names.reserve(kDatabases);
  for (int i = 0; i < kDatabases; ++i) names.push_back(prefix + std::to_string(100 + i));
  return names;
}

/// Many claims of one dialect, and the proof that each of their services can log in.
struct Shape {
  const char* name;
  void (*prepare)(SettingsSite& site, const std::string& prefix);
  void (*expect_logins)(const SettingsSite& site, const std::string& prefix);
  unsigned milliseconds;  ///< Within which a kill comes; about as long as an apply takes.
};

std::string section_of(const std::string& name) {
  return name + "_db: {user: " + name + ", db: " + name + "}\n";
}

std::string rule_of(const std::string& name, bool born_there) {
  return name + "_password: " +
         (born_there ? "{copy: {application: " + name + ", key: word}}\n"
                     : "{generate: {type: password}}\n");
}

std::string copy_of(const std::string& name) {
  return "word: {copy: {application: postgres, key: " + name + "_password}}\n";
}

std::string service_of(const std::string& name, const std::string& prefix) {
  return "name: " + name + "\ndbs: [" + name + ", " + prefix + "100]\n";
}

/// Each second password is born in the entry of an application and copied to Postgres', each other
/// one the other way round.
void prepare_phalanx(SettingsSite& site, const std::string& prefix) {
  std::string values;
  std::string rules;
  std::string applications;
  bool born_there = false;
  for (const std::string& name : names_of(prefix)) {
    born_there = !born_there;
    values += section_of(name);
    rules += rule_of(name, born_there);
    site.write("values/applications/" + name + "/secrets.yaml",
               born_there ? "word: {generate: {type: password}}\n" : copy_of(name));
    applications.append("  ").append(name).append(": true\n");
  }
  site.write("values/environments/values.yaml", "name: \"\"\napplications: {postgres: false}\n");
  site.write(
      "values/environments/values-prod.yaml",
      "name: prod\nvaultPathPrefix: secret/prod\napplications:\n  postgres: true\n" + applications);
  site.write("values/applications/postgres/values-prod.yaml", values);
  site.write("values/applications/postgres/secrets.yaml", rules);
  site.list_server("postgres.postgres", shared_postgres());
  site.add_environment(
      "name: prod\ndialect: phalanx\nfolder: values\n"
      "bounds: {namespaces: [postgres], entries: [secret/prod/*]}");
}

void expect_phalanx_logins(const SettingsSite& site, const std::string& prefix) {
  const Keys keys = site.entry("vault", "secret/prod/postgres");
  for (const std::string& name : names_of(prefix)) {
    const std::string& password = keys.at(name + "_password");
    EXPECT_EQ(site.entry("vault", "secret/prod/" + name).at("word"), password);
    EXPECT_EQ(rows_as({name, password, name}, "SELECT current_user", shared_postgres()),
              Rows{name});
  }
}

void prepare_toolchain(SettingsSite& site, const std::string& prefix) {
  for (const std::string& name : names_of(prefix))
    site.write("values/services/" + name + "/values.yaml", service_of(name, prefix));
  site.list_server("shared.example.internal", shared_postgres());
  site.add_environment(
      "name: cluster\ndialect: toolchain\nfolder: values\nrelease: prod-db\n"
      "namespaces: [staging, prod]\noptions:\n  servers: [{host: shared.example.internal}]\n"
      "  simpleDatabases: [" +
      prefix + "]");
}

void expect_toolchain_logins(const SettingsSite& site, const std::string& prefix) {
  for (const std::string& name : names_of(prefix))
    for (const char* const space : {"staging", "prod"}) {
      const Keys entry = site.entry("kubernetes", creds_in(space, name));
      EXPECT_EQ(rows_as(login_in(entry), "SET ROLE " + name + "_owner; SELECT current_user",
                        shared_postgres()),
                Rows{name + "_owner"});
    }
  const Keys simple = site.entry("kubernetes", "prod/prod-db-" + prefix);
  EXPECT_EQ(site.entry("kubernetes", "staging/prod-db-" + prefix), simple);
  EXPECT_EQ(rows_as({prefix, simple.at("postgres-password"), prefix}, "SELECT current_user",
                    shared_postgres()),
            Rows{prefix});
}

void prepare_opta(SettingsSite& site, const std::string& prefix) {
  site.give_file("instance-password", "the-instance's");
  site.write("values/env.yaml", "name: prod\norg_name: example\nmodules:\n  - type: base\n");
  std::string modules;
  std::string files = "env.yaml";
  for (const std::string& name : names_of(prefix)) {
    site.write("values/" + name + ".yaml",
               "name: " + name + "\nenvironments: [{name: prod, path: env.yaml}]\nmodules:\n" +
                   "  - {name: db, type: postgres}\n" +
                   "  - {name: web, type: k8s-service, image: AUTO, links: [db]}\n");
    files.append(", ").append(name).append(".yaml");
    modules.append("    ").append(name).append(
        ".db: {host: db.example.internal, password: {file: instance-password}}\n");
  }
  site.add_environment("name: prod\ndialect: opta\nfolder: values\nvalues: [" + files +
                       "]\nbounds: {namespaces: [\"" + prefix + "*\"]}\noptions:\n  modules:\n" +
                       modules);
}

void expect_opta_entries(const SettingsSite& site, const std::string& prefix) {
  for (const std::string& name : names_of(prefix)) {
    const Keys entry = site.entry("kubernetes", name + "/secret");
    EXPECT_EQ(entry.size(), 4u);
    EXPECT_EQ(entry.at("db_db_host"), "db.example.internal");
    EXPECT_EQ(entry.at("db_db_password"), "the-instance's");
  }
}

class DialectRaces : public ::testing::TestWithParam<Shape> {
 protected:
  void prepare(const std::string& test) {
    prefix_ = test + GetParam().name;
    GetParam().prepare(site_, prefix_);
  }

  /// All is there, works, and nothing is left half-built.
  void expect_converged() const {
    const Finished diff = site_.pgberth("diff");
    EXPECT_EQ(diff.exit_code, 0) << diff.all();
    GetParam().expect_logins(site_, prefix_);
    EXPECT_EQ(shared_postgres().ask(
                  "postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE 'pgberth%'"),
              Rows{"0"});
  }

  SettingsSite site_;
  std::string prefix_{};
};

TEST_P(DialectRaces, TwoProcessesMakeOneCredentialEach) {
  prepare("race");

  Process first(site_.command_line("apply"));
  Process second(site_.command_line("apply"));
  const Finished one = first.wait();
  const Finished two = second.wait();

  EXPECT_EQ(one.exit_code, 0) << one.all();
  EXPECT_EQ(two.exit_code, 0) << two.all();
  expect_converged();
}

TEST_P(DialectRaces, KillsAtRandomTimesConverge) {
  prepare("kill");
  const bool files = site_stores() == &file_site_stores;
  const int kills = files ? 10 : 100;
  // Kills come within the time that an apply takes, which is less once all is there.
  const unsigned window = GetParam().milliseconds * (files ? 1 : 8);

  const int killed = kill_at_random_times(site_.command_line("apply"), kills, window);
  const Finished last = site_.pgberth("apply");

  EXPECT_GE(killed, kills / 4) << "too many came to their end before the kill";
  EXPECT_EQ(last.exit_code, 0) << last.all();
  expect_converged();
}

INSTANTIATE_TEST_SUITE_P(
    Dialects, DialectRaces,
    ::testing::Values(Shape{"phalanx", prepare_phalanx, expect_phalanx_logins, 150},
                      Shape{"toolchain", prepare_toolchain, expect_toolchain_logins, 150},
                      Shape{"opta", prepare_opta, expect_opta_entries, 20}),
    [](const auto& shape) { return std::string(shape.param.name); });

}  // namespace
}  // namespace pgberth
