// Whole passes over claims of the dialect, on a store and a server in memory.

#include "reconciler/apply/pass.h"

#include <gtest/gtest.h>

#include "tests/support/harness.h"
#include "tests/support/opta_values.h"
#include <algorithm>

namespace pgberth::testing {
namespace {

constexpr const char* kFile =
    "name: app\n"
    "providers: {aws: {}}\n"
    "modules:\n"
    "  - {type: k8s-service, name: web, links: [db]}\n"
    "  - {name: db, type: postgres}\n";
constexpr const char* kRestored =
    "name: app\n"
    "providers: {aws: {}}\n"
    "modules:\n"
    "  - {type: k8s-service, name: web, links: [db]}\n"
    "  - {name: db, type: postgres, restore_from_snapshot: 'arn:snap'}\n";
constexpr const char* kJoined =
    "name: app\n"
    "providers: {aws: {}}\n"
    "modules:\n"
    "  - {type: k8s-service, name: web, links: [db]}\n"
    "  - {name: db, type: postgres, existing_global_database_id: global}\n";

constexpr const char* kHost = "modules: {app.db: {host: db.example.internal}}\n";
constexpr const char* kInEntry =
    "modules: {app.db: {host: db.example.internal, password: {store: aws, path: instance, key: "
    "password}}}\n";
constexpr const char* kGiven =
    "modules: {app.db: {host: db.example.internal, password: {file: secret}}}\n";
constexpr const char* kWhole =
    "modules: {app.db: {host: db.example.internal, database: orders, username: owner, password: "
    "{file: secret}}}\n";

const std::string kOriginal = "UNKNOWN_SEE_ORIGINAL_DB";

/// A pass that applies; what the operator gives by file is "real".
PassReport pass(Harness& harness, const std::string& file, const std::string& options) {
  Desired desired = opta_file(file, options);
  for (const auto& [id, claim] : desired.claims.claims)
    if (const auto* given = std::get_if<Given>(&claim.credential.at(Field::Password)))
      desired.given.try_emplace(given->at, std::string_view("real"));
  return run_pass(std::move(desired), harness.world, {.apply = true, .jobs_at_once = 1});
}

CredentialState state(const PassReport& report) {
  return report.plan.states.at(ClaimId{"prod/app/web/db"});
}

bool told(const PassReport& report, Code code) {
  return std::ranges::any_of(report.findings, [&](const Finding& f) { return f.code == code; });
}

TEST(OptaPass, B1_AnInstancesUserFromAnEntryIsHandedOnAndASecondPassIsSilent) {
  Harness harness;
  harness.aws.put("instance", {{"password", "of the instance"}});

  pass(harness, kFile, kInEntry);

  EXPECT_EQ(harness.kubernetes.entry("app/secret"),
            (MemoryStore::Keys{{"db_db_host", "db.example.internal"},
                               {"db_db_name", "app"},
                               {"db_db_password", "of the instance"},
                               {"db_db_user", "postgres"}}));
  const PassReport again = pass(harness, kFile, kInEntry);
  EXPECT_TRUE(again.plan.agrees());
  EXPECT_TRUE(again.findings.empty());
  EXPECT_EQ(harness.kubernetes.changes().size(), 1u);
}

TEST(OptaPass, B1_AnInstancesUserFromTheSettingsIsHandedOnAndASecondPassIsSilent) {
  Harness harness;

  pass(harness, kFile, kGiven);

  EXPECT_EQ(harness.kubernetes.entry("app/secret"),
            (MemoryStore::Keys{{"db_db_host", "db.example.internal"},
                               {"db_db_name", "app"},
                               {"db_db_password", "real"},
                               {"db_db_user", "postgres"}}));
  const PassReport again = pass(harness, kFile, kGiven);
  EXPECT_TRUE(again.plan.agrees());
  EXPECT_TRUE(again.findings.empty());
}

TEST(OptaPass, B2_ASecondPassKeepsTheNewNamesAndAddsNoOthers) {
  const std::string renamed =
      "name: app\nproviders: {aws: {}}\nmodules:\n"
      "  - {type: k8s-service, name: web, links: [db: [{db_user: U, db_host: H, db_name: N, "
      "db_password: P}]]}\n  - {name: db, type: postgres}\n";
  Harness harness;
  harness.aws.put("instance", {{"password", "p"}});

  for (int i = 0; i < 2; ++i) pass(harness, renamed, kInEntry);

  EXPECT_EQ(harness.kubernetes.entry("app/secret"),
            (MemoryStore::Keys{
                {"H", "db.example.internal"}, {"N", "app"}, {"P", "p"}, {"U", "postgres"}}));
}

TEST(OptaPass, B3_NothingOfAServiceWithABadLinkIsWritten) {
  Harness harness;
  harness.aws.put("instance", {{"password", "p"}});

  pass(harness,
       "name: app\nproviders: {aws: {}}\nmodules:\n"
       "  - {type: k8s-service, name: web, links: [db, other: write]}\n"
       "  - {name: db, type: postgres}\n  - {name: other, type: postgres}\n",
       kInEntry);

  EXPECT_TRUE(harness.kubernetes.changes().empty());
}

TEST(OptaPass, WithoutAPasswordTheEntryIsExpectedAndNothingIsDrawn) {
  Harness harness;

  const PassReport report = pass(harness, kFile, kHost);

  EXPECT_EQ(state(report), CredentialState::Expected);
  EXPECT_TRUE(harness.kubernetes.changes().empty());
}

TEST(OptaPass, B6_ARestoredInstancesHostIsDeliveredAndNothingIsInvented) {
  Harness harness;

  const PassReport report = pass(harness, kRestored, kHost);

  EXPECT_TRUE(told(report, Code::Sentinel));
  EXPECT_EQ(harness.kubernetes.entry("app/secret"),
            (MemoryStore::Keys{{"db_db_host", "db.example.internal"},
                               {"db_db_name", kOriginal},
                               {"db_db_password", kOriginal},
                               {"db_db_user", kOriginal}}));
  EXPECT_TRUE(harness.server.log().empty());
  const PassReport again = pass(harness, kRestored, kHost);
  EXPECT_EQ(state(again), CredentialState::Sentinel);
  EXPECT_TRUE(again.plan.jobs.empty());
  EXPECT_EQ(harness.kubernetes.changes().size(), 1u);
}

TEST(OptaPass, B7_AJoinedInstanceIsNamedByItsOwnPlaceholder) {
  Harness harness;

  pass(harness, kJoined, kHost);

  EXPECT_EQ(harness.kubernetes.entry("app/secret").at("db_db_user"), "UNKNOWN_SEE_PRIMARY_DB");
  EXPECT_EQ(harness.kubernetes.entry("app/secret").at("db_db_host"), "db.example.internal");
}

TEST(OptaPass, B8_RealValuesOfTheOperatorGoBesideThePlaceholderWhichStays) {
  Harness harness;
  const MemoryStore::Keys placeholders{{"db_db_host", "db.example.internal"},
                                       {"db_db_name", kOriginal},
                                       {"db_db_password", kOriginal},
                                       {"db_db_user", kOriginal}};
  harness.kubernetes.put("app/secret", placeholders);

  pass(harness, kRestored, kWhole);

  EXPECT_EQ(harness.kubernetes.entry("app/secret"), placeholders);
  EXPECT_EQ(harness.kubernetes.entry("app/manual-secrets"),
            (MemoryStore::Keys{{"db_db_host", "db.example.internal"},
                               {"db_db_name", "orders"},
                               {"db_db_password", "real"},
                               {"db_db_user", "owner"}}));
  const PassReport again = pass(harness, kRestored, kWhole);
  EXPECT_EQ(state(again), CredentialState::Stored);
  EXPECT_TRUE(again.plan.agrees());
}

TEST(OptaPass, B8_TheRealPasswordMayBeInAnEntry) {
  Harness harness;
  harness.kubernetes.put("app/secret", {{"db_db_user", kOriginal},
                                        {"db_db_password", kOriginal},
                                        {"db_db_name", kOriginal},
                                        {"db_db_host", "db.example.internal"}});
  harness.aws.put("instance", {{"password", "real"}});

  pass(harness, kRestored,
       "modules: {app.db: {host: db.example.internal, database: orders, username: owner, password: "
       "{store: aws, path: instance, key: password}}}\n");

  EXPECT_EQ(harness.kubernetes.entry("app/secret").at("db_db_password"), kOriginal);
  EXPECT_EQ(harness.kubernetes.entry("app/manual-secrets").at("db_db_password"), "real");
}

TEST(OptaPass, B8_ARealValueIsNeverReplacedByAPlaceholder) {
  Harness harness;
  const MemoryStore::Keys real{{"db_db_host", "db.example.internal"},
                               {"db_db_name", "orders"},
                               {"db_db_password", "kept"},
                               {"db_db_user", "owner"}};
  harness.kubernetes.put("app/secret", real);

  const PassReport report = pass(harness, kRestored, kHost);

  EXPECT_EQ(state(report), CredentialState::Stored);
  EXPECT_EQ(harness.kubernetes.entry("app/secret"), real);
  EXPECT_TRUE(harness.kubernetes.changes().empty());
}

TEST(OptaPass, B9_ManualSecretsWinsAndStaysAsItIs) {
  Harness harness;
  harness.aws.put("instance", {{"password", "p"}});
  const MemoryStore::Keys manual{{"API_KEY", "a"},
                                 {"db_db_name", "elsewhere"},
                                 {"db_db_password", "by hand"},
                                 {"db_db_user", "somebody"}};
  harness.kubernetes.put("app/secret", {{"db_db_host", "db.example.internal"},
                                        {"db_db_name", "app"},
                                        {"db_db_password", "p"},
                                        {"db_db_user", "postgres"}});
  harness.kubernetes.put("app/manual-secrets", manual);

  const PassReport report = pass(harness, kFile, kInEntry);

  EXPECT_EQ(harness.kubernetes.entry("app/manual-secrets"), manual);
  EXPECT_TRUE(harness.kubernetes.changes().empty());
  const Claim& claim = report.resolved.claims.at(ClaimId{"prod/app/web/db"});
  EXPECT_EQ(constant(claim, Field::Username), "somebody");
  EXPECT_EQ(constant(claim, Field::Database), "elsewhere");
  EXPECT_EQ(constant(claim, Field::Host), "db.example.internal");
}

TEST(OptaPass, B9_WhatManualSecretsDoNotSayIsDeliveredBesideThem) {
  Harness harness;
  harness.kubernetes.put("app/manual-secrets", {{"db_db_password", "by hand"}});

  const PassReport first = pass(harness, kRestored, kHost);
  const PassReport second = pass(harness, kRestored, kHost);

  EXPECT_TRUE(first.applied->all_done());
  EXPECT_EQ(harness.kubernetes.entry("app/secret"),
            (MemoryStore::Keys{{"db_db_host", "db.example.internal"},
                               {"db_db_name", kOriginal},
                               {"db_db_user", kOriginal}}));
  EXPECT_EQ(harness.kubernetes.entry("app/manual-secrets").size(), 1u);
  EXPECT_TRUE(second.plan.agrees());
}

TEST(OptaPass, AnEmptyKeyOfASharedEntryIsToldAndNotPlannedAgain) {
  Harness harness;
  harness.aws.put("instance", {{"password", "p"}});
  harness.kubernetes.put("app/secret", {{"db_db_host", ""},
                                        {"db_db_name", "app"},
                                        {"db_db_password", "p"},
                                        {"db_db_user", "postgres"}});

  const PassReport report = pass(harness, kFile, kInEntry);

  EXPECT_TRUE(report.plan.agrees());
  EXPECT_TRUE(told(report, Code::Incomplete));
}

/// A file whose link takes `user` for the key of the user, and `password` for that of the password.
std::string renamed(const std::string& user, const std::string& password = "PGPASSWORD") {
  return "name: app\nproviders: {aws: {}}\nmodules:\n"
         "  - {name: db, type: postgres}\n"
         "  - type: k8s-service\n    name: web\n    links:\n"
         "      - db: [{db_user: " +
         user + ", db_host: PGHOST, db_name: PGDATABASE, db_password: " + password + "}]\n";
}

std::string shown(const PassReport& report, const std::string& path, const std::string& key) {
  const EntryRef entry{.store = {.kind = StoreKind::Kubernetes}, .path = path};
  return report.state.entries.at(entry).keys.at(key).text;
}

TEST(OptaPass, AKeyThatValuesChoseShowsOnlyWhatIsKnownAnyway) {
  Harness harness;
  harness.aws.put("instance", {{"password", "p"}});
  for (const char* entry : {"app/secret", "app/manual-secrets"})
    harness.kubernetes.put(entry, {{"STRIPE_KEY", "sk-live"}, {"PGDATABASE", "app"}});

  const PassReport report = pass(harness, renamed("STRIPE_KEY"), kInEntry);

  EXPECT_EQ(shown(report, "app/secret", "STRIPE_KEY"), "");
  EXPECT_EQ(shown(report, "app/manual-secrets", "STRIPE_KEY"), "");
  EXPECT_EQ(shown(report, "app/secret", "PGDATABASE"), "app");
  EXPECT_EQ(constant(report.resolved.claims.at(ClaimId{"prod/app/web/db"}), Field::Username),
            "postgres");
}

TEST(OptaPass, APublicFieldThatPointsAtAPasswordIsRefusedAndNotShown) {
  Harness harness;
  harness.kubernetes.put("app/secret", {{"SHARED", "postgres"}});
  Desired desired = opta_file(renamed("SHARED"), kGiven);
  Claim other = desired.claims.claims.begin()->second;
  other.id = ClaimId{"else/app/web/db"};
  other.blocked = true;  // Nothing is planned for it, and its secret is still one.
  other.places.front().layout =
      Layout{.keys = {{"SHARED", Slot{.what = Field::Password}}}, .keys_of_values = true};
  desired.claims.claims.emplace(other.id, other);

  const PassReport report = run_pass(std::move(desired), harness.world, {});

  EXPECT_TRUE(told(report, Code::ClaimsDisagree));
  EXPECT_EQ(shown(report, "app/secret", "SHARED"), "");
  EXPECT_TRUE(report.plan.agrees());
}

TEST(OptaPass, B5_TwoDatabasesShareOneEntryWithoutTouchingWhatIsThere) {
  Harness harness;
  harness.aws.put("instance", {{"password", "p"}});
  harness.kubernetes.put("app/secret", {{"theirs", "kept"}});

  pass(harness,
       "name: app\nproviders: {aws: {}}\nmodules:\n"
       "  - {type: k8s-service, name: web, links: [db, log]}\n"
       "  - {name: db, type: postgres}\n  - {name: log, type: postgres}\n",
       "modules:\n"
       "  app.db: {host: a, password: {store: aws, path: instance, key: password}}\n"
       "  app.log: {host: b, password: {store: aws, path: instance, key: password}}\n");

  const MemoryStore::Keys keys = harness.kubernetes.entry("app/secret");
  EXPECT_EQ(keys.size(), 9u);
  EXPECT_EQ(keys.at("theirs"), "kept");
  EXPECT_EQ(keys.at("db_db_host"), "a");
  EXPECT_EQ(keys.at("log_db_host"), "b");
}

}  // namespace
}  // namespace pgberth::testing
