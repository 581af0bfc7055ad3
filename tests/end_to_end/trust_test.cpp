// Whoever writes the values is not trusted: what they may try, against the real program with the
// operator's settings.

#include <gtest/gtest.h>

#include "tests/support/server_log.h"
#include "tests/support/settings_site.h"
#include "tests/support/silent_listener.h"
#include <algorithm>
#include <sstream>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

/// Charts that have a database without being asked, switched off.
constexpr const char* kNothingElse =
    "arborist: {enabled: false}\naudit: {enabled: false}\nindexd: {enabled: false}\n"
    "metadata: {enabled: false}\nperegrine: {enabled: false}\nsheepdog: {enabled: false}\n"
    "wts: {enabled: false}\n";

std::string commons_values(const std::string& master, const std::string& more) {
  return "global:\n  dev: false\n  postgres:\n    dbCreate: true\n    master: {" + master +
         ", username: postgres}\n" + more + kNothingElse;
}

/// `values/values.yaml` of a gen3 environment called "trial" in namespace "ns".
void add_commons(SettingsSite& site, const std::string& values, const std::string& bounds = "") {
  site.write("values/values.yaml", values);
  site.add_environment(
      "name: trial\ndialect: gen3\nfolder: values\nvalues: [values.yaml]\n"
      "release: trial\nnamespaces: [ns]\n" +
      bounds);
}

/// A repository of Phalanx with one section; environment "trial".
void add_observatory(SettingsSite& site, const std::string& vault_path, const std::string& section,
                     const std::string& rule) {
  site.write("values/environments/values.yaml", "name: \"\"\napplications: {postgres: false}\n");
  site.write(
      "values/environments/values-trial.yaml",
      "name: trial\nvaultPathPrefix: \"" + vault_path + "\"\napplications: {postgres: true}\n");
  site.write("values/applications/postgres/values-trial.yaml", "x_db: " + section + "\n");
  site.write("values/applications/postgres/secrets.yaml", "x_password: " + rule + "\n");
  site.add_environment(
      "name: trial\ndialect: phalanx\nfolder: values\n"
      "bounds: {namespaces: [postgres], entries: [secret/trial/*]}");
}

void add_cluster(SettingsSite& site, const std::string& databases) {
  site.write("values/services/api/values.yaml", "name: api\ndbs: " + databases + "\n");
  site.add_environment(
      "name: trial\ndialect: toolchain\nfolder: values\nrelease: trial\n"
      "namespaces: [prod]\noptions: {servers: [{host: pg.example.internal}]}");
}

void add_links(SettingsSite& site, const std::string& name, const std::string& link,
               const std::string& modules = "") {
  site.write("values/service.yaml", "name: \"" + name +
                                        "\"\nproviders: {local: {}}\nmodules:\n"
                                        "  - {name: db, type: local-postgres}\n"
                                        "  - {name: web, type: k8s-service, links: [" +
                                        link + "]}\n");
  site.add_environment(
      "name: trial\ndialect: opta\nfolder: values\n"
      "bounds: {namespaces: [trial, 'trial-*']}\n" +
      modules);
}

/// Runs apply, expects that it refuses with `code`, and that nothing is stored.
void expect_refused(const SettingsSite& site, const std::string& code) {
  const Finished applied = site.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 2) << applied.all();
  EXPECT_GE(count(applied.all(), "[" + code + "]"), 1) << applied.all();
  EXPECT_FALSE(fs::exists(site.store())) << listing_of(site.store());
}

// 1. Servers are listed by the operator.

TEST(ForeignHost, InValuesIsNeverContacted) {
  const SilentListener listener;
  SettingsSite site;
  site.list_server("pg.example.internal", shared_postgres());
  add_commons(site, commons_values("host: 127.0.0.1, port: \"" + listener.port() + "\"",
                                   "fence: {enabled: true}\n"));

  expect_refused(site, "E501");

  EXPECT_FALSE(listener.was_called());
}

TEST(ForeignHost, ThatIsListedForOthersIsNeverContacted) {
  const SilentListener listener;
  SettingsSite site;
  site.list_server_at("others.example.internal", "127.0.0.1:" + listener.port());
  add_commons(site, commons_values("host: others.example.internal", "fence: {enabled: true}\n"),
              "bounds: {hosts: ['*.trial.internal']}");

  expect_refused(site, "E316");

  EXPECT_FALSE(listener.was_called());
}

TEST(ForeignHost, InAStoredEntryIsNeverContacted) {
  const SilentListener listener;
  SettingsSite site;
  site.list_server("pg.example.internal", shared_postgres());
  add_commons(site, commons_values("host: pg.example.internal",
                                   "fence: {enabled: true, postgres: {database: lured, username: "
                                   "lured}}\n"));
  for (const auto& [key, value] : Keys{{"host", "127.0.0.1"},
                                       {"port", listener.port()},
                                       {"database", "lured"},
                                       {"username", "lured"},
                                       {"password", "lured"}})
    site.give("kubernetes", "ns/fence-dbcreds", key, value);

  const Finished applied = site.pgberth("apply");

  EXPECT_FALSE(listener.was_called());
  EXPECT_GE(count(applied.all(), "127.0.0.1"), 1) << "the other host is told: " << applied.all();
}

// 2. Entries and namespaces are bounded.

/// Puts an entry of somebody else in the store whose key is a symlink: to read it would be told
/// as E315.
std::string plant_foreign(const SettingsSite& site, const std::string& store,
                          const std::string& path, const std::string& key) {
  site.give(store, path, "another", "somebody's");
  site.give(store, path, key + "-real", "somebody's");
  std::string name = path;
  for (auto at = name.find('/'); at != std::string::npos; at = name.find('/'))
    name.replace(at, 1, "%2F");
  const fs::path entry = site.store() / store / name;
  fs::create_symlink(entry / "another", entry / key);
  return listing_of(site.store());
}

void expect_foreign_untouched(const SettingsSite& site, const std::string& before) {
  for (const std::string command : {"diff", "apply"}) {
    const Finished answer = site.pgberth(command);

    EXPECT_EQ(answer.exit_code, 2) << answer.all();
    EXPECT_GE(count(answer.all(), "[E316]"), 1) << answer.all();
    EXPECT_EQ(count(answer.all(), "[E315]"), 0) << "it was read: " << answer.all();
    EXPECT_EQ(listing_of(site.store()), before);
  }
}

TEST(ForeignEntry, OfACredentialIsNeitherReadNorWritten) {
  SettingsSite site;
  site.list_server("pg.example.internal", shared_postgres());
  add_commons(
      site, commons_values("host: pg.example.internal",
                           "  externalSecrets: {deploy: true, pushSecret: true}\n"
                           "fence: {enabled: true, externalSecrets: {dbcreds: payroll-creds}}\n"));

  expect_foreign_untouched(site, plant_foreign(site, "aws", "payroll-creds", "password"));
}

TEST(ForeignEntry, OfAnAdminIsNotRead) {
  SettingsSite site;
  site.list_server("pg.example.internal", shared_postgres());
  add_commons(site, commons_values("host: pg.example.internal",
                                   "    externalSecret: payroll-master\n"
                                   "  externalSecrets: {deploy: true, pushSecret: true}\n"
                                   "fence: {enabled: true}\n"));

  expect_foreign_untouched(site, plant_foreign(site, "aws", "payroll-master", "password"));
}

TEST(ForeignEntry, InVaultIsNeitherReadNorWritten) {
  SettingsSite site;
  site.list_server("postgres.postgres", shared_postgres());
  add_observatory(site, "secret/payroll", "{user: x, db: x}", "{generate: {type: password}}");

  expect_foreign_untouched(site,
                           plant_foreign(site, "vault", "secret/payroll/postgres", "x_password"));
}

TEST(ForeignNamespace, IsNeitherReadNorWritten) {
  SettingsSite site;
  add_links(site, "kube-system", "db");

  expect_foreign_untouched(
      site, plant_foreign(site, "kubernetes", "kube-system/secret", "db_db_password"));
}

// 6. Text from values is hostile.

/// Everything beside the store, and what is in the store deeper than a key or not of it.
std::string outside_of_store(const SettingsSite& site) {
  std::string text;
  for (const auto& item : fs::recursive_directory_iterator(site.folder())) {
    const fs::path way = item.path().lexically_relative(site.folder());
    const auto depth = std::distance(way.begin(), way.end());
    if (*way.begin() == "store" && depth <= 4) continue;
    text += way.string() + (item.is_regular_file() ? " " + bytes_of(item.path()) : "") + "\n";
  }
  return text;
}

void expect_stays_inside(const SettingsSite& site) {
  const std::string before = outside_of_store(site);

  const Finished applied = site.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 2) << applied.all();
  EXPECT_EQ(outside_of_store(site), before);
  EXPECT_FALSE(fs::exists(site.folder().parent_path() / "payroll"));
  EXPECT_FALSE(fs::exists(site.store())) << applied.all() << listing_of(site.store());
}

TEST(PathUpwards, InAnEntryLeadsNowhere) {
  SettingsSite site;
  site.list_server("pg.example.internal", shared_postgres());
  add_commons(site, commons_values("host: pg.example.internal",
                                   "  externalSecrets: {deploy: true, pushSecret: true}\n"
                                   "fence: {enabled: true, externalSecrets: {dbcreds: "
                                   "\"../../../payroll\"}}\n"));

  expect_stays_inside(site);
}

TEST(PathUpwards, InAPathOfVaultLeadsNowhere) {
  for (const char* path : {"secret/trial/../payroll", "../../payroll", "/etc"}) {
    SettingsSite site;
    site.list_server("postgres.postgres", shared_postgres());
    add_observatory(site, path, "{user: x, db: x}", "{generate: {type: password}}");

    expect_stays_inside(site);
  }
}

TEST(PathUpwards, ToAnotherApplicationLeadsNowhere) {
  SettingsSite site;
  site.list_server("postgres.postgres", shared_postgres());
  add_observatory(site, "secret/trial", "{user: x, db: x}",
                  "{copy: {application: ../../payroll, key: word}}");

  expect_stays_inside(site);
}

TEST(PathUpwards, InADatabaseOrANamespaceLeadsNowhere) {
  SettingsSite cluster;
  cluster.list_server("pg.example.internal", shared_postgres());
  add_cluster(cluster, "[../../payroll]");
  SettingsSite links;
  add_links(links, "trial-/../../../payroll", "db");

  expect_stays_inside(cluster);
  expect_stays_inside(links);
}

TEST(PathUpwards, BySymlinkShowsNothingOfTheFile) {
  SettingsSite site;
  site.write("secret-of-another", "the-secret: of another: [\n");
  site.list_server("postgres.postgres", shared_postgres());
  add_observatory(site, "secret/trial", "{user: x, db: x}", "{generate: {type: password}}");
  const fs::path rules = site.folder() / "values/applications/postgres/secrets.yaml";
  fs::remove(rules);
  fs::create_symlink(site.folder() / "secret-of-another", rules);

  const Finished answer = site.pgberth("validate");

  EXPECT_EQ(answer.exit_code, 2) << answer.all();
  EXPECT_EQ(count(answer.all(), "the-secret"), 0) << answer.all();
}

/// No byte that a terminal obeys, and no line that a runner of workflows takes for a command.
void expect_harmless(const std::string& shown) {
  std::istringstream lines(shown);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_TRUE(std::ranges::none_of(line, [](const char letter) {
      return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
    })) << line;
    EXPECT_EQ(line.find("\xc2\x9b"), std::string::npos) << line;
    const auto text = line.find_first_not_of(" \t");
    EXPECT_FALSE(text != std::string::npos && line.compare(text, 2, "::") == 0) << line;
    EXPECT_EQ(line.find("##["), std::string::npos) << line;
    EXPECT_EQ(line.find("##vso["), std::string::npos) << line;
  }
}

const std::vector<std::string> kShowing{"validate",      "diff",      "apply",
                                        "show desired",  "show plan", "show resolved",
                                        "show observed", "report",    "map"};

/// What every command answers, in text and in JSON.
void expect_all_harmless(const SettingsSite& site) {
  for (const std::string& command : kShowing)
    for (const char* output : {"text", "json"}) {
      SCOPED_TRACE(command + " " + output);
      const Finished answer = site.pgberth(command, {"--output", output});
      EXPECT_FALSE(answer.all().empty());
      expect_harmless(answer.all());
    }
  for (const char* output : {"mermaid", "svg"})
    expect_harmless(site.pgberth("map", {"--output", output}).all());
}

/// A YAML text that holds what a terminal, GitHub and Azure obey.
std::string hostile(const std::string& way) {
  if (way == "terminal") return R"("\e[31mred\a\r\u009b2J")";
  return R"("x\n::error file=a::b\n::set-output name=c::d\r\n  ::stop-commands::e ##[error]f ##vso[task.complete]g")";
}

class HostileText : public ::testing::TestWithParam<std::string> {
 protected:
  HostileText() : text_(hostile(GetParam())) {}

  SettingsSite site_;
  std::string text_;
};

TEST_P(HostileText, OfGen3IsShownHarmless) {
  site_.list_server("pg.example.internal", shared_postgres());
  add_commons(site_, commons_values("host: " + text_,
                                    "fence: {enabled: true, postgres: {database: " + text_ +
                                        ", username: " + text_ + "}}\n"));

  expect_all_harmless(site_);
}

TEST_P(HostileText, OfPhalanxIsShownHarmless) {
  site_.list_server("postgres.postgres", shared_postgres());
  add_observatory(site_, "secret/trial",
                  "{user: " + text_ + ", db: " + text_ + "}\n" + text_ + ": 1",
                  "{copy: {application: " + text_ + ", key: " + text_ + "}}");

  expect_all_harmless(site_);
}

TEST_P(HostileText, OfToolchainIsShownHarmless) {
  site_.list_server("pg.example.internal", shared_postgres());
  add_cluster(site_, "[" + text_ + "]\nservice_name: " + text_);

  expect_all_harmless(site_);
}

TEST_P(HostileText, OfOptaIsShownHarmless) {
  add_links(site_, "trial",
            "{db: [{db_user: " + text_ + ", db_host: b, db_name: c, db_password: d}]}",
            "options: {modules: {trial.db: {host: h.example.internal}}}");

  expect_all_harmless(site_);
}

TEST_P(HostileText, InSourceLinesAndFileNamesIsShownHarmless) {
  site_.list_server("pg.example.internal", shared_postgres());
  add_cluster(site_, "[a]");
  site_.write("values/\x1b[31m\n::error::x/values.yaml", "dbs: [\n");
  site_.write("values/other/values.yaml",
              "a: 1\n::error file=x::y: 1\n##[error]z: {\n  ::stop-commands::x\n");

  expect_all_harmless(site_);
}

INSTANTIATE_TEST_SUITE_P(Text, HostileText, ::testing::Values("terminal", "workflow"),
                         [](const auto& each) { return each.param; });

}  // namespace
}  // namespace pgberth
