// The ten behaviours of Phalanx environments, each by its number.

#include <gtest/gtest.h>

#include "tests/support/harness.h"
#include "tests/support/phalanx_repo.h"
#include "tests/support/values_tree.h"
#include <algorithm>

namespace pgberth::testing {
namespace {

const ServerId kPostgresOfProd{"prod/postgres.postgres"};

/// One pass over a world whose `prod` server is the harness's, with the entry that every
/// installation has.
class PhalanxBehaviour : public ::testing::Test {
 protected:
  PhalanxBehaviour() {
    world.world.servers[kPostgresOfProd] = &world.server;
    world.vault.put("secret/prod/postgres", {{"root_password", "root"}});
  }

  PassReport apply(const RepoFiles& files) {
    return run_pass(read_repo(files), world.world, {.apply = true, .jobs_at_once = 1});
  }

  std::optional<std::string> password_of(const std::string& role) const {
    const auto roles = world.server.state().roles;
    const auto found = roles.find(RoleName{role});
    return found == roles.end() ? std::nullopt : found->second.password;
  }

  Harness world{};
};

bool noted(const PassReport& report, Code code) {
  return std::ranges::any_of(report.findings,
                             [&](const Finding& each) { return each.code == code; });
}

constexpr const char* kOwnRule = "exposurelog_password: {generate: {type: password}}\n";
constexpr const char* kCopyRule =
    "tickets_password:\n"
    "  if: tickets_db\n"
    "  copy: {application: tickets, key: database-password}\n";
constexpr const char* kTickets = "tickets_db: {user: tickets, db: tickets}\n";

TEST_F(PhalanxBehaviour, B01_ASectionBecomesRoleDatabaseOwnerAndKeyAndASecondRunChangesNothing) {
  const RepoFiles files =
      today_repo("exposurelog_db:\n  user: exposurelog\n  db: exposurelog\n", kOwnRule);

  const PassReport report = apply(files);

  EXPECT_TRUE(report.applied->all_done());
  const std::string password = world.vault.entry("secret/prod/postgres")["exposurelog_password"];
  EXPECT_EQ(password.size(), 64u);
  EXPECT_EQ(password.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(password_of("exposurelog"), password);
  EXPECT_EQ(world.server.state().databases.at(DatabaseName{"exposurelog"}).owner,
            RoleName{"exposurelog"});
  const std::string before = world.snapshot();
  const auto changes = world.vault.changes();
  const PassReport second = apply(files);
  EXPECT_TRUE(second.plan.jobs.empty());
  EXPECT_TRUE(second.findings.empty());
  EXPECT_EQ(world.snapshot(), before);
  EXPECT_EQ(world.vault.changes(), changes);
}

TEST_F(PhalanxBehaviour, B02_TheOldLayoutGivesTheSamePlanAndAPullSecretNothing) {
  const std::string section = "exposurelog_db: {user: exposurelog, db: exposurelog}\n";
  const RepoFiles nested =
      old_repo("postgres:\n  vault_secrets: {path: secret/prod/postgres}\n  " + section +
               "pull-secret: {enabled: true, path: secret/prod/pull}\n");
  const Desired old = read_repo(nested);
  const Desired today = read_repo(today_repo(section, kOwnRule));

  ASSERT_EQ(old.claims.claims.size(), 1u);
  EXPECT_TRUE(old.findings.empty());
  const Claim& a = section_claim(old, "exposurelog_db");
  const Claim& b = section_claim(today, "exposurelog_db");
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.credential, b.credential);
  EXPECT_EQ(a.places, b.places);
  EXPECT_EQ(a.shape, b.shape);
  EXPECT_EQ(a.server, b.server);
  EXPECT_EQ(old.claims.servers.at(a.server).admin, today.claims.servers.at(b.server).admin);
}

TEST_F(PhalanxBehaviour, B03_TheKeyHasItsNameFromTheSection) {
  const Desired desired =
      read_repo(today_repo("jupyterhub_db: {user: jovyan, db: jupyterhub}\n",
                           "jupyterhub_password: {generate: {type: password}}"));

  const Claim& claim = section_claim(desired, "jupyterhub_db");
  EXPECT_EQ(constant(claim, Field::Username), "jovyan");
  EXPECT_EQ(constant(claim, Field::Database), "jupyterhub");
  EXPECT_EQ(places(claim),
            "authority vault secret/prod/postgres jupyterhub_password added\n"
            "mirror kubernetes postgres/postgres jupyterhub_password\n");
}

TEST_F(PhalanxBehaviour, B04_UnderscoresOfTheSectionStayInTheKey) {
  const Desired desired =
      read_repo(today_repo("exposure_checker_db: {user: expchecker, db: expchecker}\n",
                           "exposure_checker_password: {generate: {type: password}}\n"));

  EXPECT_EQ(places(section_claim(desired, "exposure_checker_db")),
            "authority vault secret/prod/postgres exposure_checker_password added\n"
            "mirror kubernetes postgres/postgres exposure_checker_password\n");
}

TEST_F(PhalanxBehaviour, B05_AStoredPasswordIsUsedForAMissingRoleAndNothingElseIsTouched) {
  world.vault.put("secret/prod/postgres",
                  {{"root_password", "root"}, {"tickets_password", "kept"}, {"unknown", "u"}});
  RepoFiles files = today_repo(kTickets, kCopyRule);
  files["applications/tickets/secrets.yaml"] = "database-password: {generate: {type: password}}\n";

  const PassReport report = apply(files);

  EXPECT_TRUE(report.applied->all_done());
  EXPECT_EQ(password_of("tickets"), "kept");
  EXPECT_EQ(world.vault.entry("secret/prod/postgres"),
            (MemoryStore::Keys{
                {"root_password", "root"}, {"tickets_password", "kept"}, {"unknown", "u"}}));
  EXPECT_EQ(world.vault.entry("secret/prod/tickets"),
            (MemoryStore::Keys{{"database-password", "kept"}}));
}

TEST_F(PhalanxBehaviour, B06_OneUserWithTwoKeysIsAnErrorThatNamesBothSections) {
  const RepoFiles files = today_repo(
      "nublado3_db: {user: jovyan, db: nublado3}\n"
      "jupyterhub_db: {user: jovyan, db: jupyterhub}\n" +
          std::string("exposurelog_db: {user: exposurelog, db: exposurelog}\n"),
      std::string(kOwnRule) + "nublado3_password: {generate: {type: password}}\n" +
          "jupyterhub_password: {generate: {type: password}}\n");

  const PassReport report = apply(files);

  const auto found = std::ranges::find(report.findings, Code::ClaimsDisagree, &Finding::code);
  ASSERT_NE(found, report.findings.end());
  EXPECT_EQ(found->what,
            "\"nublado3_db\" and \"jupyterhub_db\" want one role, \"jovyan\", with different "
            "passwords");
  EXPECT_EQ(to_string(found->where), "applications/postgres/values-prod.yaml:1:21");
  EXPECT_EQ(to_string(found->also.at(0)), "applications/postgres/values-prod.yaml:2:23");
  EXPECT_FALSE(password_of("jovyan"));
  EXPECT_TRUE(password_of("exposurelog")) << "others are not held up";
  EXPECT_EQ(world.vault.entry("secret/prod/postgres").size(), 2u);
}

TEST_F(PhalanxBehaviour, B07_ACopyTakesTheValueOfItsSource) {
  world.vault.put("secret/prod/tickets", {{"database-password", "theirs"}, {"other", "o"}});
  RepoFiles files = today_repo(kTickets, kCopyRule);
  files["applications/tickets/secrets.yaml"] = "database-password: {description: static}\n";

  const PassReport report = apply(files);

  EXPECT_TRUE(report.applied->all_done());
  EXPECT_EQ(password_of("tickets"), "theirs");
  EXPECT_EQ(world.vault.entry("secret/prod/postgres")["tickets_password"], "theirs");
  EXPECT_EQ(world.vault.entry("secret/prod/tickets").size(), 2u);
}

TEST_F(PhalanxBehaviour, B07_AMissingSourceThatIsGeneratedIsBornThereAndCopied) {
  world.vault.put("secret/prod/tickets", {{"other", "o"}});
  RepoFiles files = today_repo(kTickets, kCopyRule);
  files["applications/tickets/secrets.yaml"] =
      "database-password: {generate: {if: config.internal, type: password}}\n";
  files["applications/tickets/values.yaml"] = "config: {internal: false}\n";
  files["applications/tickets/values-prod.yaml"] = "config: {internal: true}\n";

  const PassReport report = apply(files);

  EXPECT_TRUE(report.applied->all_done());
  const std::string password = world.vault.entry("secret/prod/tickets")["database-password"];
  EXPECT_EQ(password.size(), 64u);
  EXPECT_EQ(world.vault.entry("secret/prod/postgres")["tickets_password"], password);
  EXPECT_EQ(world.vault.entry("secret/prod/tickets")["other"], "o");
  EXPECT_EQ(password_of("tickets"), password);
  EXPECT_TRUE(apply(files).plan.jobs.empty());
}

TEST_F(PhalanxBehaviour, B07_AMissingStaticSourceIsReportedAndTheRestIsDone) {
  RepoFiles files =
      today_repo(std::string(kTickets) + "exposurelog_db: {user: exposurelog, db: exposurelog}\n",
                 std::string(kCopyRule) + kOwnRule);
  files["applications/tickets/secrets.yaml"] = "database-password: {description: static}\n";

  const PassReport report = apply(files);

  EXPECT_TRUE(noted(report, Code::Expected));
  EXPECT_FALSE(password_of("tickets"));
  EXPECT_TRUE(world.vault.entry("secret/prod/tickets").empty());
  EXPECT_TRUE(password_of("exposurelog"));
}

TEST_F(PhalanxBehaviour, B07_SoIsOneWhoseEntryIsThereWithoutTheKey) {
  world.vault.put("secret/prod/tickets", {{"other", "o"}});
  RepoFiles files = today_repo(kTickets, kCopyRule);
  files["applications/tickets/secrets.yaml"] = "database-password: {description: static}\n";

  const PassReport report = apply(files);

  EXPECT_TRUE(noted(report, Code::PasswordMissing));
  EXPECT_FALSE(password_of("tickets"));
  EXPECT_TRUE(world.vault.changes().empty());
}

TEST_F(PhalanxBehaviour, B08_NothingIsPlannedWhereTheApplicationIsOff) {
  RepoFiles files = today_repo("exposurelog_db: {user: exposurelog, db: exposurelog}\n", kOwnRule);
  files["environments/values-prod.yaml"] = "name: prod\nvaultPathPrefix: secret/prod\n";
  const std::string before = world.snapshot();

  const PassReport report = apply(files);

  const Desired desired = read_repo(files);
  EXPECT_FALSE(section_claim(desired, "exposurelog_db").selected);
  EXPECT_FALSE(section_claim(desired, "exposurelog_db").blocked);
  EXPECT_TRUE(has_finding(desired, Code::SwitchedOff, "environments/values.yaml:4:26"));
  EXPECT_EQ(desired.findings.size(), 1u);
  EXPECT_EQ(desired.findings.at(0).what,
            "\"postgres\" is switched off here: 1 database is not selected");
  EXPECT_TRUE(report.plan.jobs.empty());
  EXPECT_EQ(world.snapshot(), before);
}

TEST_F(PhalanxBehaviour, B09_AnotherOwnerIsReportedAndARemovedSectionLosesNothing) {
  world.server.change([](MemoryState& state) {
    state.roles[RoleName{"someone"}] = {.seen = {.login = true}, .password = "p"};
    state.databases[DatabaseName{"exposurelog"}].owner = RoleName{"someone"};
  });
  const std::string section = "exposurelog_db: {user: exposurelog, db: exposurelog}\n";

  const PassReport report = apply(today_repo(section, kOwnRule));

  EXPECT_TRUE(noted(report, Code::OwnerDiffers));
  EXPECT_EQ(world.server.state().databases.at(DatabaseName{"exposurelog"}).owner,
            RoleName{"someone"});
  const std::string before = world.snapshot();
  apply(today_repo());
  EXPECT_EQ(world.snapshot(), before);
}

TEST_F(PhalanxBehaviour, B10_TheEnvironmentFileDecidesThePathInVault) {
  RepoFiles files = today_repo("x_db: {user: x, db: x}\n", "x_password: {}\n");
  files["environments/values-prod.yaml"] =
      "name: prod\nvaultUrl: https://vault.example.internal\n"
      "vaultPathPrefix: secret/rubin/usdf-rsp-dev\napplications: {postgres: true}\n";

  const Desired today = read_repo(files);
  const Desired old = read_repo(
      old_repo("postgres:\n  vault_secrets: {path: secret/k8s_operator/data-dev/postgres}\n"
               "  x_db: {user: x, db: x}\n"));

  EXPECT_EQ(*section_claim(today, "x_db").places.at(0).entry.path,
            "secret/rubin/usdf-rsp-dev/postgres");
  EXPECT_EQ(*section_claim(old, "x_db").places.at(0).entry.path,
            "secret/k8s_operator/data-dev/postgres");
}

TEST_F(PhalanxBehaviour, T03_OneRoleForTwoDatabasesIsMadeOnce) {
  RepoFiles files = today_repo("a_db: {user: jovyan, db: a}\nb_db: {user: jovyan, db: b}\n",
                               "a_password: {copy: {application: tickets, key: p}}\n"
                               "b_password: {copy: {application: tickets, key: p}}\n");
  files["applications/tickets/secrets.yaml"] = "p: {generate: {type: password}}\n";

  const PassReport report = apply(files);

  EXPECT_TRUE(report.applied->all_done());
  const std::string password = world.vault.entry("secret/prod/tickets")["p"];
  EXPECT_EQ(password_of("jovyan"), password);
  EXPECT_EQ(world.vault.entry("secret/prod/postgres"),
            (MemoryStore::Keys{
                {"a_password", password}, {"b_password", password}, {"root_password", "root"}}));
  EXPECT_EQ(world.server.state().databases.size(), 2u);
  EXPECT_TRUE(apply(files).plan.jobs.empty());
}

TEST_F(PhalanxBehaviour, T07_WhoCopiesFromPostgresGetsTheSamePassword) {
  world.vault.put("secret/prod/plots", {{"other", "o"}});
  RepoFiles files = today_repo("exposurelog_db: {user: exposurelog, db: exposurelog}\n", kOwnRule);
  files["applications/plots/secrets.yaml"] =
      "p: {copy: {application: postgres, key: exposurelog_password}}\n";

  EXPECT_TRUE(apply(files).applied->all_done());

  EXPECT_EQ(world.vault.entry("secret/prod/plots"),
            (MemoryStore::Keys{{"other", "o"}, {"p", password_of("exposurelog").value_or("")}}));
  EXPECT_TRUE(apply(files).plan.jobs.empty());
}

TEST_F(PhalanxBehaviour, AValueInARuleIsStoredAndUsed) {
  const RepoFiles files = today_repo("exposurelog_db: {user: exposurelog, db: exposurelog}\n",
                                     "exposurelog_password: {value: from-the-rule}\n");

  EXPECT_TRUE(apply(files).applied->all_done());

  EXPECT_EQ(password_of("exposurelog"), "from-the-rule");
  EXPECT_EQ(world.vault.entry("secret/prod/postgres")["exposurelog_password"], "from-the-rule");
}

TEST_F(PhalanxBehaviour, ACopyThatDiffersIsReportedAndLeft) {
  world.vault.put("secret/prod/postgres", {{"root_password", "r"}, {"tickets_password", "old"}});
  world.vault.put("secret/prod/tickets", {{"database-password", "new"}});
  RepoFiles files = today_repo(kTickets, kCopyRule);
  files["applications/tickets/secrets.yaml"] = "database-password: {generate: {type: password}}\n";

  const PassReport report = apply(files);

  EXPECT_TRUE(noted(report, Code::Disagreement));
  EXPECT_EQ(world.vault.entry("secret/prod/postgres")["tickets_password"], "old");
}

// The operator's own login goes before root_password, so an entry that pgberth itself began and
// that has no such key must not stop the next pass.
TEST_F(PhalanxBehaviour, AnEntryThatBeganHereDoesNotStopTheNextPass) {
  world.vault.remove("secret/prod/postgres");
  const RepoFiles files =
      today_repo("exposurelog_db: {user: exposurelog, db: exposurelog}\n", kOwnRule);
  ASSERT_TRUE(apply(files).applied->all_done());

  const PassReport second = apply(files);

  EXPECT_TRUE(second.plan.jobs.empty());
  EXPECT_FALSE(has_error(second.findings)) << second.findings.at(0).what;
}

}  // namespace
}  // namespace pgberth::testing
