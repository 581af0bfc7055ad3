#include "reconciler/settings/read_settings.h"

#include <gtest/gtest.h>

#include "tests/support/values_tree.h"
#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace pgberth {
namespace {

using testing::MemoryTree;

const std::string kServers = R"(servers:
  - host: DB.example.internal
    port: 5433
    uri: postgresql://admin@127.0.0.1/
)";
const std::string kOne = R"(environments:
  - name: qa
    dialect: gen3
    folder: values/qa
    values: [a.yaml, b.yaml]
)";

SettingsRead read(const std::string& text, const std::string& path = "ops/pgberth.yaml") {
  MemoryTree tree(std::map<std::string, std::string>{{path, text}});
  return read_settings(
      path, tree,
      {.file = [](const std::string& file) -> Result<Secret> { return Secret{"from " + file}; },
       .variable = [](const std::string& name) -> std::optional<std::string> {
         return name == "SET" ? std::optional<std::string>("from SET") : std::nullopt;
       }});
}

/// "pgberth.yaml:3:5 what" of each finding.
std::vector<std::string> problems(const std::string& text) {
  std::vector<std::string> lines;
  for (const Finding& finding : read(text, "pgberth.yaml").findings)
    lines.push_back(to_string(finding.where) + " " + finding.what);
  return lines;
}

bool tells(const std::string& text, const std::string& line) {
  const auto all = problems(text);
  return std::ranges::find(all, line) != all.end();
}

TEST(Settings, FindFilesFromTheirOwnFolder) {
  const SettingsRead settings = read(kOne + "stores:\n  every: store\n  vault: ../vault\n");

  ASSERT_TRUE(settings.findings.empty()) << settings.findings.front().what;
  const EnvironmentSettings& qa = settings.settings.environments.at(0).settings;
  EXPECT_EQ(qa.folder, "ops/values/qa");
  EXPECT_EQ(qa.files, (std::vector<std::string>{"ops/values/qa/a.yaml", "ops/values/qa/b.yaml"}));
  EXPECT_EQ(settings.settings.stores.every, "ops/store");
  EXPECT_EQ(std::get<FolderAddress>(settings.settings.stores.own.at({StoreKind::Vault})).folder,
            "vault");
}

TEST(Settings, TakeTheNameForTheReleaseAndBoundTheEnvironmentToItsOwn) {
  const SettingsRead settings = read(kOne);

  const Environment& qa = settings.settings.environments.at(0);
  EXPECT_EQ(qa.settings.release, "qa");
  ASSERT_TRUE(qa.bounds);
  EXPECT_EQ(qa.bounds->namespaces, std::vector<std::string>{"qa"});
  EXPECT_EQ(qa.bounds->entries, (std::vector<std::string>{"qa-*", "secret/qa/*"}));
}

TEST(Settings, ListServersWithTheirOwnPassword) {
  const SettingsRead settings =
      read(kOne + kServers +
           "    adminPassword: {file: admin.pw}\n  - host: other\n    uri: "
           "postgresql://admin@127.0.0.2/\n    adminPassword: {variable: SET}\n");

  ASSERT_TRUE(settings.findings.empty()) << settings.findings.front().what;
  const auto& servers = settings.settings.servers;
  EXPECT_EQ(servers.at(0).host, "db.example.internal");
  EXPECT_EQ(servers.at(0).port, "5433");
  EXPECT_EQ(servers.at(0).admin_password()->reveal(), "from ops/admin.pw");
  EXPECT_EQ(servers.at(1).admin_password()->reveal(), "from SET");
}

TEST(Settings, ReadSecretsThatOptionsOfADialectName) {
  const SettingsRead settings = read(kOne +
                                     "    options:\n      modules:\n        db:\n"
                                     "          password: {file: db.pw}\n");

  const auto& secrets = settings.settings.environments.at(0).secrets;
  ASSERT_EQ(secrets.size(), 1U);
  const auto& [at, secret] = *secrets.begin();
  EXPECT_EQ(to_string(at), "ops/pgberth.yaml:9:21");
  EXPECT_EQ(secret()->reveal(), "from ops/db.pw");
}

TEST(Settings, RefuseASecretThatLiesAmongTheValues) {
  EXPECT_TRUE(tells(kOne + kServers + "    adminPassword: {file: values/qa/../qa/x.pw}\n",
                    "pgberth.yaml:10:20 \"values/qa/x.pw\" lies among the values"));
}

TEST(Settings, RefuseAStoreThatLiesAmongTheValues) {
  EXPECT_TRUE(tells(kOne + "stores: {every: values/qa/store}\n",
                    "pgberth.yaml:6:17 \"stores.every\" lies among the values"));
  EXPECT_TRUE(tells(kOne + "stores: {vault: values/qa}\n",
                    "pgberth.yaml:6:17 \"stores.vault\" lies among the values"));
  EXPECT_TRUE(problems(kOne + "stores: {every: values/store}\n").empty());
}

TEST(Settings, ReadTheIdentifierOfAServer) {
  const SettingsRead settings =
      read(kOne + kServers + "    systemIdentifier: 7234567890123456789\n");

  ASSERT_TRUE(settings.findings.empty()) << settings.findings.front().what;
  EXPECT_EQ(settings.settings.servers.at(0).system_identifier, "7234567890123456789");
  EXPECT_TRUE(tells(kOne + kServers + "    systemIdentifier: 0x12\n",
                    "pgberth.yaml:10:23 \"servers[0].systemIdentifier\" is no number"));
}

TEST(Settings, SayWhichServerMayAskForPasswordsInClear) {
  const auto weak = [](const std::string& more) {
    return read(kOne + kServers + more).settings.servers.at(0).allow_weak_authentication;
  };

  EXPECT_FALSE(weak(""));
  EXPECT_FALSE(weak("    allowWeakAuthentication: false\n"));
  EXPECT_TRUE(weak("    allowWeakAuthentication: true\n"));
  EXPECT_TRUE(read(kOne + kServers + "    allowWeakAuthentication: true\n")
                  .settings.servers.at(0)
                  .duplicate()
                  .allow_weak_authentication);
  EXPECT_FALSE(problems(kOne + kServers + "    allowWeakAuthentication: sometimes\n").empty());
}

TEST(Settings, LetAnEntryBelongToOneServer) {
  const std::string other = "  - {host: other, uri: \"postgresql://127.0.0.2/\", adminEntry: ";

  EXPECT_TRUE(problems(kOne + kServers + "    adminEntry: rds!a\n" + other + "rds!b}\n").empty());
  EXPECT_TRUE(tells(kOne + kServers + "    adminEntry: rds!a\n" + other + "rds!a}\n",
                    "pgberth.yaml:11:63 \"servers[1].adminEntry\" is that of another server, too"));
}

TEST(Settings, SayWhereAWordOfThePolicyStands) {
  const SettingsRead settings = read(kOne + "    policy: {pull: create}\n", "pgberth.yaml");

  const Policy& policy = settings.settings.environments.at(0).settings.policy;
  EXPECT_EQ(policy.pull, Policy::Pull::Create);
  EXPECT_EQ(to_string(policy.pull_at), "pgberth.yaml:6:20");
  EXPECT_FALSE(policy.create_at.known());
}

TEST(Settings, NeverHoldASecretThemselves) {
  EXPECT_TRUE(tells(kOne + kServers + "    adminPassword: hunter2\n",
                    "pgberth.yaml:10:20 \"servers[0].adminPassword\" is text, not a mapping"));
}

TEST(Settings, AreCheckedWithoutReadingASecret) {
  MemoryTree tree(std::map<std::string, std::string>{
      {"pgberth.yaml", kOne + kServers + "    adminPassword: {variable: NOT_SET}\n"}});

  const SettingsRead settings = read_settings("pgberth.yaml", tree, {});

  EXPECT_TRUE(settings.findings.empty());
  EXPECT_FALSE(settings.settings.servers.at(0).admin_password);
}

TEST(Settings, AreUsableWithoutASecretThatNobodyNeeds) {
  const SettingsRead settings =
      read(kOne + kServers + "    adminPassword: {variable: NOT_SET}\n", "pgberth.yaml");

  EXPECT_TRUE(settings.findings.empty());
  const Result<Secret> secret = settings.settings.servers.at(0).admin_password();
  ASSERT_FALSE(secret);
  EXPECT_EQ(secret.error().code, Code::BadSettings);
  EXPECT_EQ(secret.error().what, "the variable \"NOT_SET\" is not set");
  EXPECT_EQ(to_string(secret.error().where), "pgberth.yaml:10:20");
}

TEST(Settings, HoldNoPasswordInAUri) {
  const std::string servers = "servers:\n  - host: db\n    uri: ";
  for (const char* uri :
       {"postgresql://admin:hunter2@127.0.0.1/", "postgresql://admin@127.0.0.1/?password=hunter2",
        "postgresql://admin@127.0.0.1/?passfile=/tmp/x"}) {
    const SettingsRead settings = read(kOne + servers + uri + "\n");
    EXPECT_TRUE(has_error(settings.findings)) << uri;
    for (const Finding& finding : settings.findings)
      EXPECT_EQ(finding.what.find("hunter2"), std::string::npos);
  }
  EXPECT_FALSE(has_error(read(kOne + servers + "postgresql://admin@[::1]:5432/x\n").findings));
}

TEST(Settings, TakeNoEmptyBoundForAll) {
  for (const char* bounds : {"{hosts: []}", "{hosts: }", "{entries: []}", "{namespaces: null}"})
    EXPECT_TRUE(has_error(read(kOne + "    bounds: " + bounds + "\n").findings)) << bounds;
}

TEST(Settings, LetNoEnvironmentTakeInAnotherByDefault) {
  const std::string two =
      "environments:\n"
      "  - {name: prod, dialect: gen3, values: [a.yaml]BOUNDS}\n"
      "  - {name: prod-eu, dialect: gen3, values: [b.yaml]}\n";
  const auto with = [&](const std::string& bounds) {
    std::string text = two;
    return read(text.replace(text.find("BOUNDS"), 6, bounds));
  };

  EXPECT_TRUE(has_error(with("").findings));
  EXPECT_FALSE(has_error(with(", bounds: {entries: [prod-a-*]}").findings));
}

TEST(Settings, RefuseAKeyThatStandsTwice) {
  EXPECT_TRUE(has_error(read(kOne + kOne).findings));
}

TEST(Settings, NameEveryProblemWithItsPlace) {
  const auto all = problems(
      "environments:\n"
      "  - name: a\n"
      "    dialect: gen4\n"
      "    polcy: {}\n"
      "  - name: a\n"
      "    dialect: gen3\n"
      "    policy: {create: sometimes}\n"
      "    bounds: []\n"
      "servers:\n"
      "  - host: db\n"
      "  - uri: mysql://x\n"
      "    host: db\n");

  EXPECT_EQ(all.size(), 7U) << ::testing::PrintToString(all);
  EXPECT_NE(
      std::ranges::find(all, "pgberth.yaml:4:5 there is no setting \"environments[0].polcy\""),
      all.end())
      << ::testing::PrintToString(all);
}

TEST(Settings, AcceptAWarningUntilADay) {
  const SettingsRead settings = read(
      kOne + "accept:\n  - {code: W211, claim: qa/fence, reason: on purpose, until: 2026-12-31}\n");

  ASSERT_TRUE(settings.findings.empty()) << settings.findings.front().what;
  const Accepted& accepted = settings.settings.accepted.at(0);
  EXPECT_EQ(accepted.code, Code::SharedEntry);
  EXPECT_EQ(accepted.claim.str(), "qa/fence");
  EXPECT_EQ(accepted.until, std::chrono::sys_days(std::chrono::year(2026) / 12 / 31));
  EXPECT_EQ(accepted.text, "");
}

TEST(Settings, SayWithATextWhichFindingIsAccepted) {
  const SettingsRead settings =
      read(kOne +
           "accept:\n  - {code: W211, claim: qa/fence, text: 'a.yaml:7', reason: so, "
           "until: 2026-12-31}\n");

  ASSERT_TRUE(settings.findings.empty()) << settings.findings.front().what;
  EXPECT_EQ(settings.settings.accepted.at(0).text, "a.yaml:7");
}

TEST(Settings, AcceptNoErrorAndNoDayThatIsNone) {
  for (const char* item : {"{code: E305, claim: a, reason: b, until: 2026-12-31}",
                           "{code: W999, claim: a, reason: b, until: 2026-12-31}",
                           "{code: W211, claim: a, reason: b, until: 2026-02-30}",
                           "{code: W211, claim: a, reason: b, until: soon}",
                           "{code: W211, claim: a, until: 2026-12-31}", "{code: W211}", "[]"})
    EXPECT_TRUE(has_error(read(kOne + "accept:\n  - " + item + "\n").findings)) << item;
}

const std::string kSource = "source: {url: 'https://git.example.org/team/values'}\n";

TEST(Settings, LeaveToDiscoveryWhatAnEnvironmentIsMadeOf) {
  const SettingsRead settings =
      read(kSource +
           "discovery:\n  urls: [git@mirror.example.org:values]\n  folders:\n"
           "    - {pattern: 'sites/{name}/', dialect: gen3}\n"
           "environments:\n  - discovered: qa@one\n    name: qa\n"
           "    policy: {create: never}\n  - discovered: prod\n");

  ASSERT_TRUE(settings.findings.empty()) << settings.findings.front().what;
  const DiscoveryOptions& how = settings.settings.discovery;
  EXPECT_EQ(how.repository_urls, (std::vector<std::string>{"git@mirror.example.org:values",
                                                           "https://git.example.org/team/values"}));
  EXPECT_EQ(how.folders.at(0).pattern, "sites/{name}/");
  EXPECT_TRUE(how.usual_folders);
  const Environment& qa = settings.settings.environments.at(0);
  EXPECT_EQ(qa.discovered, "qa@one");
  EXPECT_EQ(qa.settings.name.str(), "qa");
  EXPECT_EQ(qa.settings.policy.create, Policy::Create::Never);
  EXPECT_EQ(qa.bounds->entries, (std::vector<std::string>{"qa-*", "secret/qa/*"}));
  EXPECT_EQ(qa.bounds->namespaces, std::vector<std::string>{"qa"});
  EXPECT_EQ(settings.settings.environments.at(1).settings.name.str(), "prod");
}

TEST(Settings, TakeNoUrlOfALocalSourceForOneThatManifestsName) {
  const SettingsRead settings =
      read("source: {url: ../values}\nenvironments: [{discovered: qa}]\n");

  EXPECT_TRUE(settings.findings.empty());
  EXPECT_TRUE(settings.settings.discovery.repository_urls.empty());
}

TEST(Settings, SayWhereAnEnvironmentIsFromOnceOnly) {
  const std::string both = "environments:\n  - discovered: qa\n    release: qa\n";
  EXPECT_TRUE(tells(kSource + both,
                    "pgberth.yaml:4:14 \"environments[0].release\" stands beside discovered"));
  EXPECT_TRUE(tells(both, "pgberth.yaml:2:17 \"environments[0].discovered\" needs a source"));
}

TEST(Settings, WithoutAnEnvironmentAreRefused) {
  for (const char* text : {"", "{}", "servers: []\n", "environments: []\n", "- a\n", "a: b\n"})
    EXPECT_TRUE(has_error(read(text).findings)) << text;
}

TEST(Environments, AreReadTogetherAndABrokenOneTakesNothingFromTheOthers) {
  MemoryTree tree({{"good/v.yaml", "fence: {enabled: true}\n"}, {"bad/v.yaml", "a: [\n"}});
  Settings settings;
  for (const char* name : {"good", "bad"})
    settings.environments.push_back({.settings = {.name = EnvironmentName{name},
                                                  .dialect = "gen3",
                                                  .files = {std::string(name) + "/v.yaml"},
                                                  .release = name,
                                                  .namespaces = {name}}});

  const Desired desired = read_environments(settings, tree);

  EXPECT_TRUE(desired.claims.claims.contains(ClaimId{"good/fence"}));
  EXPECT_TRUE(has_error(desired.findings));
  EXPECT_TRUE(std::ranges::none_of(desired.claims.claims, [](const auto& claim) {
    return claim.second.environment.str() == "bad";
  }));
}

TEST(Environments, AreToldWhereAServerIsWhoseEntryDoesNotSay) {
  const std::map<std::string, std::string> files{
      {"v.yaml",
       "global:\n  dev: false\n  externalSecrets: {deploy: true}\n"
       "  postgres: {dbCreate: true, externalSecret: rds!cluster-1}\n"}};
  MemoryTree tree(files);
  const Environment environment{.settings = {.name = EnvironmentName{"qa"},
                                             .dialect = "gen3",
                                             .files = {"v.yaml"},
                                             .release = "qa",
                                             .namespaces = {"qa"}},
                                .admin_hosts = {{"rds!cluster-1", {"db.example", "5433"}}}};

  const Desired desired = read_one(environment, tree);

  ASSERT_EQ(desired.claims.servers.size(), 1u);
  const Document& admin = desired.claims.servers.begin()->second.admin;
  ASSERT_NE(text_of(admin, Field::Host), nullptr);
  EXPECT_EQ(text_of(admin, Field::Host)->text, "db.example");
  EXPECT_EQ(text_of(admin, Field::Port)->text, "5433");
  EXPECT_TRUE(std::holds_alternative<KeyRef>(admin.at(Field::Password)));
  EXPECT_TRUE(std::holds_alternative<KeyRef>(admin.at(Field::Username)));
}

/// Two environments with a linked database each, whose password a variable has.
std::string two_with_variables(const std::string& first, const std::string& second) {
  std::string text = "environments:\n";
  for (const auto& [name, variable] : {std::pair("one", first), std::pair("two", second)})
    text += std::string("  - name: ") + name + "\n    dialect: opta\n    values: [" + name +
            ".yaml]\n    options:\n      cloud: aws\n      modules:\n        " + name +
            ".db: {host: db, password: {variable: " + variable + "}}\n";
  return text;
}

Desired read_all(const SettingsRead& settings) {
  std::map<std::string, std::string> files;
  for (const std::string name : {"one", "two"})
    files[name + ".yaml"] = "name: " + name +
                            "\nenvironments: [{name: e, path: e.yaml}]\nmodules:\n"
                            "  - {type: postgres, name: db}\n"
                            "  - {type: postgres, name: other}\n"
                            "  - {type: k8s-service, name: app, links: [db, other]}\n";
  MemoryTree tree(files);
  return read_environments(settings.settings, tree);
}

TEST(Environments, WithoutASecretLoseOnlyTheClaimsThatNeedIt) {
  const Desired desired = read_all(read(two_with_variables("NOT_SET", "SET"), "pgberth.yaml"));

  std::set<std::string> blocked;
  for (const auto& [id, claim] : desired.claims.claims)
    if (claim.blocked) blocked.insert(id.str());
  EXPECT_EQ(desired.claims.claims.size(), 4U);
  EXPECT_EQ(blocked, std::set<std::string>{"one/one/app/db"});
  ASSERT_EQ(desired.given.size(), 1U);
  EXPECT_EQ(desired.given.begin()->second.reveal(), "from SET");
  EXPECT_TRUE(has_error(desired.findings));
}

TEST(Environments, ThatAreNotChosenNeedNoSecret) {
  SettingsRead settings = read(two_with_variables("NOT_SET", "SET"), "pgberth.yaml");
  settings.settings.environments.erase(settings.settings.environments.begin());

  const Desired desired = read_all(settings);

  EXPECT_FALSE(has_error(desired.findings)) << desired.findings.front().what;
  EXPECT_EQ(desired.claims.claims.size(), 2U);
}

}  // namespace
}  // namespace pgberth
