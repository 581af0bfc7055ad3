#include <gtest/gtest.h>

#include "tests/end_to_end/run_fixture.h"
#include "tests/support/frozen.h"
#include "tests/support/silent_listener.h"
#include <chrono>
#include <string>

namespace pgberth {
namespace {

using std::chrono::seconds;

TEST_F(Run, LeavesWithinTenSecondsWhileAServerDoesNotAnswer) {
  const GitHttpServer git(repo_.path());
  const SilentListener silent;
  site_.list_server_at("db.example.internal", "127.0.0.1:" + silent.port());
  use_source("  url: " + git.url() + "\n  revision: main\n");
  push(values({"first"}));
  start();
  ASSERT_TRUE(comes_true([&] { return silent.was_called(); })) << process_->out();

  const auto asked = std::chrono::steady_clock::now();
  stop();

  EXPECT_LT(std::chrono::steady_clock::now() - asked, seconds{10});
}

TEST_F(Run, GoesOnForOthersWhileAPostgresHangs) {
  const GitHttpServer git(repo_.path());
  const PostgresFixture other;
  site_.list_server("other.example.internal", other);
  site_.add_environment(
      "name: hung\ndialect: gen3\nfolder: hung\nvalues: [values.yaml]\nnamespaces: [hung]");
  const auto push_both = [&](const std::string& service) {
    std::string elsewhere = values({service});
    const std::string host = "db.example.internal";
    elsewhere.replace(elsewhere.find(host), host.size(), "other.example.internal");
    repo_.commit({{"prod/values.yaml", values({service})}, {"hung/values.yaml", elsewhere}});
  };
  use_source("  url: " + git.url() + "\n  revision: main\n");
  push_both("first");
  start();
  const auto there = [&](const std::string& service) {
    return site_.entry("kubernetes", "hung/" + service + "-dbcreds").contains("dbcreated");
  };
  ASSERT_TRUE(comes_true([&] { return service_works("first") && there("first"); }));
  {
    const Frozen hanging(other.process());
    push_both("second");

    EXPECT_TRUE(comes_true([&] { return service_works("second"); })) << process_->out();
    EXPECT_EQ(status("/livez"), 200);
    EXPECT_FALSE(there("second"));
  }
  EXPECT_TRUE(comes_true([&] { return there("second"); })) << process_->out();
}

TEST_F(Run, DoesNotBeginBySettingsThatCannotBeUsed) {
  site_.add_section("nonsense: 1\n");

  const Finished finished = run(site_.command_line("run"));

  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.out.find("\"code\":\"E706\""), std::string::npos) << finished.all();
}

/// An application of Argo CD for release and namespace "prod", which leaves Secrets alone.
std::string application(const std::string& url) {
  return R"(apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: commons}
spec:
  destination: {namespace: prod}
  ignoreDifferences: [{kind: Secret, jsonPointers: [/data]}]
  syncPolicy: {syncOptions: [RespectIgnoreDifferences=true]}
  source:
    repoURL: )" +
         url + "\n    path: gen3\n    helm: {releaseName: prod, valueFiles: [/prod/values.yaml]}\n";
}

TEST_F(Run, TakesFromTheManifestWhatTheSettingsLeaveToIt) {
  const GitHttpServer git(repo_.path());
  site_.use_environments("discovered: commons\nbounds: {namespaces: [prod], entries: [none]}");
  use_source("  url: " + git.url() + "\n  revision: main\n");
  repo_.commit(
      {{"apps/commons.yaml", application(git.url())}, {"prod/values.yaml", values({"first"})}});
  start();

  EXPECT_TRUE(comes_true([&] { return service_works("first"); })) << process_->out();
}

}  // namespace
}  // namespace pgberth
