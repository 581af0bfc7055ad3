// gen3's local mode on a real cluster, with a real Postgres.

#include <gtest/gtest.h>

#include "tests/real_stores/gen3_site.h"
#include "tests/support/random_kills.h"
#include "tests/support/server_log.h"
#include <algorithm>

namespace pgberth {
namespace {

using Rows = std::vector<std::string>;

TEST_F(Gen3, BecomesDatabasesThatServicesOpenUnderTheShippedRights) {
  ask_for({"alpha", "beta"}, "_first");

  const Finished applied = site_.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  expect_logs_in("alpha");
  expect_logs_in("beta");
  EXPECT_EQ(entry("alpha").at("dbcreated"), "true");
  EXPECT_NE(entry("alpha").at("password"), entry("beta").at("password"));
  expect_steady(site_, postgres_);
}

TEST_F(Gen3, ALocalSecretThatIsExpectedIsNotMade) {
  ask_for({"alpha"}, "_expected", "policy: {localSecret: expect}");

  const Finished applied = site_.pgberth("apply");

  EXPECT_EQ(count(applied.all(), "[W308]"), 1) << applied.all();
  EXPECT_TRUE(entry("alpha").empty());
  EXPECT_EQ(postgres_.ask("postgres", "SELECT 1 FROM pg_roles WHERE rolname = 'alpha_expected'"),
            Rows{});
}

TEST_F(Gen3, WhereNobodyKeepsMirrorsTheSecretIsACopy) {
  ask_for({"alpha"}, "_copied", "policy: {mirror: copy}\nbounds: {namespaces: [gen3-copied]}");
  std::string values = gen3_values({"alpha"}, "_copied");
  values.insert(values.find("  postgres:"),
                "  environment: demo\n  externalSecrets: {deploy: true, pushSecret: true}\n");
  site_.write("values/values.yaml", values);

  const Finished applied = site_.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  EXPECT_EQ(site_.entry("aws", "demo-alpha-creds").at("password"), entry("alpha").at("password"));
  EXPECT_EQ(entry("alpha").at("dbcreated"), "true");
  EXPECT_FALSE(cluster_.ask("GET", "/api/v1/namespaces/gen3-copied/secrets/alpha-dbcreds")
                   .body["metadata"]
                   .contains("annotations"))
      << "no chart renders it";
  expect_logs_in("alpha");
  expect_steady(site_, postgres_);
}

TEST_F(Gen3, TwoProcessesMakeOneCredentialEach) {
  const std::vector<std::string> services{"a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8"};
  ask_for(services, "_race");

  Process first(site_.command_line("apply"));
  Process second(site_.command_line("apply"));
  const Finished one = first.wait();
  const Finished two = second.wait();

  EXPECT_EQ(one.exit_code, 0) << one.all();
  EXPECT_EQ(two.exit_code, 0) << two.all();
  EXPECT_EQ(site_.pgberth("diff").exit_code, 0);
  for (const std::string& service : services) expect_logs_in(service);
}

TEST_F(Gen3, AHundredKillsAtRandomTimesConverge) {
  const std::vector<std::string> services{"k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8"};
  ask_for(services, "_kills");

  const int killed = kill_at_random_times(site_.command_line("apply"), 100, 1'200);
  const Finished last = site_.pgberth("apply");

  EXPECT_GE(killed, 25);
  EXPECT_EQ(last.exit_code, 0) << last.all();
  EXPECT_EQ(site_.pgberth("diff").exit_code, 0);
  for (const std::string& service : services) expect_logs_in(service);
  EXPECT_EQ(
      postgres_.ask("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE 'pgberth%'"),
      Rows{"0"});
}

TEST_F(Gen3, TheMasterSecretTellsTheAdminLogin) {
  ask_for({"alpha"}, "_master");
  std::string values = gen3_values({"alpha"}, "_master");
  values.replace(values.find("    master:"), 11, "    externalSecret: master\n    master:");
  site_.write("values/values.yaml", values);
  cluster_.make_namespace(name_space_);
  const std::string master = name_space_ + "/master";
  site_.give("kubernetes", master, "username", "postgres");
  site_.give("kubernetes", master, "password", std::string(postgres_.password().reveal()));
  site_.give("kubernetes", master, "host", "db.example.internal");
  site_.list_server_without_password("db.example.internal", postgres_);

  const Finished lacking = site_.pgberth("apply");

  EXPECT_EQ(lacking.exit_code, 2);
  EXPECT_EQ(count(lacking.all(), "needs key \"port\" of kubernetes " + master), 1) << lacking.all();
  EXPECT_TRUE(entry("alpha").empty());

  site_.give("kubernetes", master, "port", "5432");
  const Finished applied = site_.pgberth("apply");
  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  expect_logs_in("alpha");
}

TEST_F(Gen3, WithoutTheRightToAddKeysTheMarkIsLeftToAPersonWithACommand) {
  ask_for({"alpha"}, "_byhand");
  cluster_.make_namespace(name_space_);
  shipped_rights().bind(name_space_, "create-only");
  site_.keep_rights_of(name_space_);

  const Finished applied = site_.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  EXPECT_EQ(count(applied.all(), "[W413]"), 1) << applied.all();
  const std::string start = "kubectl -n " + name_space_ + " patch secret alpha-dbcreds -p ";
  ASSERT_EQ(count(applied.all(), start), 1) << applied.all();
  EXPECT_FALSE(entry("alpha").contains("dbcreated"));
  expect_logs_in("alpha");

  const std::string text = applied.all();
  const std::size_t begin = text.find(start) + start.size() + 1;
  cluster_.kubectl({"-n", name_space_, "patch", "secret", "alpha-dbcreds", "-p",
                    text.substr(begin, text.find('\'', begin) - begin)});
  EXPECT_EQ(entry("alpha").at("dbcreated"), "true");
  expect_steady(site_, postgres_);
}

TEST_F(Gen3, OnlyGetsListsCreatesAndTheAddKeyPatchAreAsked) {
  ask_for({"alpha", "beta", "gamma", "delta", "epsilon"}, "_calls");
  const std::size_t before = cluster_.calls_of(ShippedRights::user()).size();

  ASSERT_EQ(site_.pgberth("apply").exit_code, 0);
  ASSERT_EQ(site_.pgberth("report").exit_code, 0);
  std::vector<std::string> calls = cluster_.calls_of(ShippedRights::user());
  calls.erase(calls.begin(), calls.begin() + static_cast<std::ptrdiff_t>(before));

  const auto verbs = [&](const std::string& verb) {
    return std::ranges::count_if(
        calls, [&](const std::string& call) { return call.starts_with(verb + " "); });
  };
  EXPECT_EQ(verbs("create"), 5);
  EXPECT_EQ(verbs("patch"), 5);
  EXPECT_EQ(verbs("get") + verbs("list") + 10, std::ssize(calls));
  EXPECT_GT(verbs("list"), 0);
}

TEST_F(Gen3, TenPassesLaterNothingWasWritten) {
  ask_for({"alpha", "beta"}, "_passes");
  ASSERT_EQ(site_.pgberth("apply").exit_code, 0);
  const std::string listing = site_.store_listing();
  const std::string log = postgres_.log();
  const std::size_t asked = cluster_.calls_of(ShippedRights::user()).size();

  for (int pass = 0; pass < 10; ++pass) {
    const Finished again = site_.pgberth("apply");
    EXPECT_EQ(again.exit_code, 0) << again.all();
  }

  EXPECT_EQ(site_.store_listing(), listing);
  EXPECT_EQ(changes_in(new_lines(postgres_, log)), Rows{});
  const auto calls = cluster_.calls_of(ShippedRights::user());
  EXPECT_GT(calls.size(), asked);
  EXPECT_TRUE(std::all_of(calls.begin() + static_cast<std::ptrdiff_t>(asked), calls.end(),
                          [](const std::string& call) {
                            return call.starts_with("get ") || call.starts_with("list ");
                          }));
}

}  // namespace
}  // namespace pgberth
