// What is easily read wrongly in Toolchain's values. Traps are numbered as in the list that the
// dialect was written from.

#include <gtest/gtest.h>

#include "tests/support/toolchain_site.h"

namespace pgberth::testing {
namespace {

using Lines = std::vector<std::string>;

std::string services_of(const Desired& desired, const std::string& id) {
  std::string text;
  for (const auto& [service, at] : claim_by_id(desired, id).services)
    text += (text.empty() ? "" : ", ") + service.str() + " " + to_string(at);
  return text;
}

ToolchainSite file(const std::string& path, const std::string& text) {
  ToolchainSite site;
  site.files[path] = text;
  return site;
}

// Trap 1.
TEST(ToolchainTraps, TemplatesAreNotedAndLeftOut) {
  ToolchainSite site = ToolchainSite{}.with("users-ui", "[users]");
  site.files["services/_jinja2/values.yaml"] = "name: {{ service_name }}\ndbs: []\n";
  site.files["services/new/values.yaml"] = "# one\nname: {{ service_name }}\ndbs: [pypi]\n";
  site.files["services/new2/values.yaml"] = "name: \"{{ service_name }}\"\ndbs: [pypi]\n";
  site.files["services/new3/values.yaml"] = "{% if api %}\nname: a\n{% endif %}\ndbs: [pypi]\n";

  const Desired desired = site.read();

  EXPECT_EQ(ids_of(desired), (Lines{"prod/prod/users", "prod/staging/users"}));
  EXPECT_EQ(count(desired, Code::NotValues), 4u);
  EXPECT_FALSE(has_error(desired.findings));
  EXPECT_TRUE(has_finding(desired, Code::NotValues, "services/new2/values.yaml:1:7"));
}

// Trap 1: a chart's own text may hold braces, and a broken file is not excused by them.
TEST(ToolchainTraps, BracesInsideTextMakeNoTemplate) {
  Desired desired = file("services/a/values.yaml",
                         "name: a\ndbs: [users]\nconfig:\n  LEVEL: \"{{ .Values.level }}\"\n"
                         "  more: |\n    {{ .Values.more }}\n")
                        .read();
  EXPECT_EQ(desired.claims.claims.size(), 2u);
  EXPECT_TRUE(desired.findings.empty());

  desired = file("services/a/values.yaml",
                 "name: a\nconfig:\n  LEVEL: \"{{ .Values.level }}\"\ndbs: [users\nb: c\n")
                .read();
  EXPECT_EQ(count(desired, Code::YamlSyntax), 1u);
}

// Trap 1, and folders like it.
TEST(ToolchainTraps, BaseChartsVendoredChartsAndFixturesAreNoServices) {
  for (const std::string folder :
       {"base/django", "a/charts/django", "a/tests", "fixtures/a", "_new"}) {
    const std::string path = "services/" + folder + "/values.yaml";

    const Desired desired = file(path, "name: null\ndbs: [users]\n").read();

    EXPECT_TRUE(desired.claims.claims.empty()) << folder;
    EXPECT_EQ(briefly(desired.findings), Lines{"N227 " + path});
  }
}

TEST(ToolchainTraps, FilesBesideThatSayNothingOfDatabasesAreNotSpokenOf) {
  ToolchainSite site = file("services/a/tests/values.yaml", "enabled: true\nenabled: false\n");
  site.files["services/b/values.yaml"] = "workers: 4\nworkers: 5\n";
  site.files["services/b/test_values_dev.yaml"] = "dbs: [users]\n";

  EXPECT_TRUE(site.read().findings.empty());
  EXPECT_TRUE(site.read().claims.claims.empty());
}

// Trap 2: `name` is not always the service.
TEST(ToolchainTraps, AServiceIsNamedByItsServiceNameThenByItsImageThenByItsName) {
  ToolchainSite site;
  site.files["services/1/values.yaml"] =
      "name: v-api\nservice_name: notifications/api\necr_repo_base: v\ndbs: [users]\n";
  site.files["services/2/values.yaml"] =
      "name: pants-demos-depgraph-web\necr_repo_base: pants-demos/depgraph/web\ndbs: [users]\n";
  site.files["services/3/values.yaml"] = "name: users-ui\ndbs: [users]\n";
  site.files["services/4-last/values.yaml"] = "name: 17\ndbs: [users]\n";

  EXPECT_EQ(services_of(site.read(), "prod/prod/users"),
            "4-last services/4-last/values.yaml:2:7, "
            "notifications/api services/1/values.yaml:4:7, "
            "pants-demos/depgraph/web services/2/values.yaml:3:7, "
            "users/ui services/3/values.yaml:2:7");
}

TEST(ToolchainTraps, TwoFilesOfOneNameKeepALineEach) {
  ToolchainSite site;
  site.files["services/a/values.yaml"] = "name: users-api\ndbs: [users]\n";
  site.files["services/b/values.yaml"] = "name: users-api\ndbs: [pypi, users]\n";

  EXPECT_EQ(services_of(site.read(), "prod/prod/users"),
            "users/api services/a/values.yaml:2:7, "
            "users/api (services/b/values.yaml) services/b/values.yaml:2:13");
}

// Trap 4.
TEST(ToolchainTraps, AWorkersListCountsForThatWorkerOnly) {
  const Desired desired = file("services/a/values.yaml",
                               "name: crawler-workflow\n"
                               "dbs: [pypi]\n"
                               "workers:\n"
                               "  fetcher_values:\n"
                               "    dbs: [users]\n"
                               "  processor_values:\n"
                               "    replicas: 0\n"
                               "  idle_values:\n"
                               "    dbs: null\n")
                              .read();

  EXPECT_EQ(services_of(desired, "prod/prod/users"),
            "crawler/workflow:fetcher services/a/values.yaml:5:11");
  EXPECT_EQ(services_of(desired, "prod/prod/pypi"), "crawler/workflow services/a/values.yaml:2:7");
  EXPECT_TRUE(desired.findings.empty());
}

// Trap 4: the charts' merge fills what is empty, so a worker cannot have less that way.
TEST(ToolchainTraps, AnEmptyListOfAWorkerIsSaidToHaveNoEffect) {
  const Desired desired = file("services/a/values.yaml",
                               "name: a\ndbs: [pypi]\nworkers:\n  fetcher_values:\n    dbs: []\n")
                              .read();

  EXPECT_EQ(briefly(desired.findings), Lines{"W205 services/a/values.yaml:5:10"});
}

// Trap 4: order is no difference.
TEST(ToolchainTraps, TheOrderOfAListIsNoDifference) {
  const auto claims = [](const std::string& dbs) {
    Claims read = ToolchainSite{}.with("a", dbs).read().claims;
    return read;
  };
  const Claims one = claims("[buildsense, users]");
  const Claims other = claims("[users, buildsense]");

  for (const auto& [id, claim] : one.claims) {
    EXPECT_EQ(claim.credential, other.claims.at(id).credential);
    EXPECT_EQ(claim.places, other.claims.at(id).places);
  }
}

TEST(ToolchainTraps, AnEmptyListIsFilledFromTheBlockOfTheBaseChart) {
  const Desired desired =
      file("services/a/values.yaml", "name: a\ndbs: []\nworkflow:\n  dbs: [users]\n").read();

  EXPECT_EQ(services_of(desired, "prod/prod/users"), "a services/a/values.yaml:4:9");
}

// Trap 5: what the installer adds to values is said in settings.
TEST(ToolchainTraps, TheAdministratorGetsDatabasesThatItsValuesDoNotHave) {
  ToolchainSite site = ToolchainSite{}.with("toolshed", "[users]").with("users-ui", "[users]");
  site.with_options("adminDatabases: {service: toolshed, databases: [users, notifications]}\n");

  const Desired desired = site.read();

  EXPECT_EQ(services_of(desired, "prod/prod/users"),
            "toolshed services/toolshed/values.yaml:2:7, "
            "users/ui services/users-ui/values.yaml:2:7");
  EXPECT_EQ(services_of(desired, "prod/prod/notifications"), "toolshed pgberth.yaml:2:56");
}

// Trap 6.
TEST(ToolchainTraps, AnUnderscoreInValuesIsReportedWithTheCanonicalName) {
  ToolchainSite site = ToolchainSite{}.with("a", "[oss_metrics]");
  site.with_options("databases: [oss_metrics, github_integration]\n");

  const Desired desired = site.read();

  EXPECT_EQ(briefly(desired.findings), Lines{"W222 services/a/values.yaml:2:7"});
  EXPECT_EQ(desired.findings.at(0).what, "\"oss_metrics\" is written \"oss-metrics\" in charts");
  EXPECT_EQ(desired.findings.at(0).claims.size(), 2u);
  EXPECT_EQ(services_of(desired, "prod/prod/github_integration"), "settings pgberth.yaml:2:26");
}

// Trap 7: one name for the secret of a simple database, and a service cannot ask for it in `dbs`.
TEST(ToolchainTraps, AListThatNamesASimpleDatabaseIsReported) {
  ToolchainSite site = ToolchainSite{}.with("a", "[posthog, users]");
  site.with_options("simpleDatabases: [posthog]\n");

  const Desired desired = site.read();

  EXPECT_EQ(ids_of(desired), (Lines{"prod/posthog", "prod/prod/users", "prod/staging/users"}));
  EXPECT_EQ(briefly(desired.findings), Lines{"W223 services/a/values.yaml:2:7"});
  EXPECT_TRUE(claim_by_id(desired, "prod/posthog").selected);
}

// Trap 8: the shell list of databases is a setting.
TEST(ToolchainTraps, TheListOfDevelopmentDatabasesIsASetting) {
  ToolchainSite site;
  site.namespaces = {"ada"};
  site.with("users-ui", "[users]")
      .with_options("loginNames: development\n")
      .with_options("databases: [users, github_integration]\n")
      .with_options("deprecatedDatabases: [maven]\n");

  const Desired desired = site.read();

  EXPECT_EQ(ids_of(desired), (Lines{"prod/ada/github_integration", "prod/ada/users"}));
  EXPECT_EQ(services_of(desired, "prod/ada/users"), "users/ui services/users-ui/values.yaml:2:7");
  EXPECT_EQ(constant(claim_by_id(desired, "prod/ada/users"), Field::Username), "users_0000");
}

// Trap 9: a cluster is not a database.
TEST(ToolchainTraps, ADatabaseIsOnTheServerThatNamesIt) {
  ToolchainSite site = ToolchainSite{}.with("a", "[users, oss-metrics, scm-integration]");
  site.options =
      "servers:\n"
      "- {host: shared.example.internal}\n"
      "- {host: users.example.internal, port: 5433, databases: [users]}\n"
      "- {host: scm.example.internal, databases: [scm_integration], adminUsername: master}\n";

  const Desired desired = site.read();

  const Claim& users = claim_by_id(desired, "prod/prod/users");
  EXPECT_EQ(users.server, ServerId{"prod/users.example.internal:5433"});
  EXPECT_EQ(constant(users, Field::Host), "users.example.internal");
  EXPECT_EQ(constant(users, Field::Port), "5433");
  EXPECT_EQ(claim_by_id(desired, "prod/prod/oss_metrics").server,
            ServerId{"prod/shared.example.internal:5432"});
  const Claim& scm = claim_by_id(desired, "prod/staging/scm_integration");
  const Document& admin = desired.claims.servers.at(scm.server).admin;
  EXPECT_EQ(text_of(admin, Field::Username)->text, "master");
  EXPECT_FALSE(admin.contains(Field::Password));
  EXPECT_TRUE(desired.findings.empty());
}

TEST(ToolchainTraps, ADatabaseWithoutAServerIsAnErrorOfItsOwn) {
  ToolchainSite site = ToolchainSite{}.with("a", "[users, pypi]");
  site.options = "servers: [{host: users.example.internal, databases: [users]}]\n";

  const Desired desired = site.read();

  EXPECT_EQ(briefly(desired.findings), Lines{"E501 services/a/values.yaml:2:14"});
  EXPECT_TRUE(claim_by_id(desired, "prod/prod/pypi").blocked);
  EXPECT_FALSE(claim_by_id(desired, "prod/prod/users").blocked);
}

// Trap 10.
TEST(ToolchainTraps, ADatabaseNamedLikeAnotherInANamespaceIsReported) {
  const Desired desired = ToolchainSite{}.with("a", "[users, users-prod]").read();

  EXPECT_EQ(briefly(desired.findings), Lines{"W222 services/a/values.yaml:2:14"});
  EXPECT_EQ(desired.findings.at(0).what,
            "database \"users_prod\" can be taken for \"users\" in namespace \"prod\": role "
            "\"users_prod_0000\" would be of both");
  EXPECT_EQ(desired.findings.at(0).claims, (std::set<ClaimId>{ClaimId{"prod/prod/users_prod"},
                                                              ClaimId{"prod/staging/users_prod"}}));
  EXPECT_FALSE(claim_by_id(desired, "prod/prod/users").blocked);
}

// Trap 10: a simple database has no login role with a number.
TEST(ToolchainTraps, ASimpleDatabaseIsNotTakenForAnother) {
  ToolchainSite site = ToolchainSite{}.with("a", "[users]");
  site.with_options("simpleDatabases: [users_prod]\n");

  EXPECT_TRUE(site.read().findings.empty());
}

TEST(ToolchainTraps, ASimpleDatabaseCannotHaveTheNameOfAnotherOnesRole) {
  ToolchainSite site = ToolchainSite{}.with("a", "[users, pypi]");
  site.with_options("simpleDatabases: [users_owner]\n");

  const Desired desired = site.read();

  EXPECT_EQ(briefly(desired.findings), Lines{"E305 services/a/values.yaml:2:7"});
  EXPECT_EQ(desired.findings.at(0).what,
            "databases \"users\" and \"users_owner\" both want role \"users_owner\" on "
            "prod/db.example.internal:5432");
  for (const std::string id : {"prod/users_owner", "prod/prod/users", "prod/staging/users"})
    EXPECT_TRUE(claim_by_id(desired, id).blocked) << id;
  EXPECT_FALSE(claim_by_id(desired, "prod/prod/pypi").blocked);
}

// What is not made wants no role.
TEST(ToolchainTraps, ADeprecatedDatabaseIsInNobodysWay) {
  ToolchainSite site = ToolchainSite{}.with("a", "[users]");
  site.with_options("simpleDatabases: [users_owner]\ndeprecatedDatabases: [users_owner]\n");

  const Desired desired = site.read();

  EXPECT_EQ(count(desired, Code::ClaimsDisagree), 0u);
  EXPECT_EQ(briefly(desired.findings), Lines{"W223 pgberth.yaml:2:19"});
}

TEST(ToolchainTraps, TwoDatabasesCannotHaveOneSecret) {
  ToolchainSite site = ToolchainSite{}.with("a", "[users, pypi]");
  site.with_options("simpleDatabases: [users_creds]\n");  // prod-db-users-creds

  const Desired desired = site.read();

  EXPECT_EQ(briefly(desired.findings), Lines{"E305 services/a/values.yaml:2:7"});
  EXPECT_EQ(desired.findings.at(0).what,
            "databases \"users\" and \"users_creds\" both want the entry kubernetes "
            "prod/prod-db-users-creds");
  EXPECT_TRUE(claim_by_id(desired, "prod/users_creds").blocked);
  EXPECT_TRUE(claim_by_id(desired, "prod/prod/users").blocked);
  EXPECT_FALSE(claim_by_id(desired, "prod/staging/users").blocked);
}

// Trap 11.
TEST(ToolchainTraps, TheLocaleIsTheServersUnlessSettingsNameOne) {
  ToolchainSite site = ToolchainSite{}.with("a", "[users]");
  EXPECT_EQ(*claim_by_id(site.read(), "prod/prod/users").shape->locale, "");

  site.with_options("locale: en_US.UTF-8\n");

  EXPECT_EQ(*claim_by_id(site.read(), "prod/prod/users").shape->locale, "en_US.UTF-8");
}

}  // namespace
}  // namespace pgberth::testing
