#pragma once

#include <gtest/gtest.h>

#include "tests/support/gen3_values.h"
#include "tests/support/git_repo.h"
#include "tests/support/git_servers.h"
#include "tests/support/postgres_fixture.h"
#include "tests/support/process.h"
#include "tests/support/service_login.h"
#include "tests/support/settings_site.h"
#include "tests/support/stored.h"
#include <algorithm>
#include <chrono>
#include <functional>
#include <httplib.h>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace pgberth {

constexpr std::chrono::seconds kPatience{
    60};  ///< Machines are shared: what takes two seconds may take longer.

/// What its repository says when it asks for these services.
inline std::string values(const std::vector<std::string>& services) {
  return gen3_values(services);
}

/// `pgberth run` as it is deployed: the real program, a real git server, a real Postgres.
class Run : public testing::Test {
 protected:
  explicit Run(const MakeItsStores& stores = site_stores())
      : repo_(GitRepo::Kind::Bare), site_(stores) {
    site_.list_server("db.example.internal", postgres_);
    site_.add_environment(
        "name: prod\ndialect: gen3\nfolder: prod\nvalues: [values.yaml]\nnamespaces: [prod]");
  }

  void use_source(const std::string& lines) {
    site_.add_section("run: {interval: " + interval_ +
                      ", longestBackoff: 2s, deepEvery: 2, verifyEvery: " + verify_every_ +
                      ", listen: \"127.0.0.1:0\"}\nsource:\n  cache: clone\n" + lines);
  }

  void push(const std::string& text) { repo_.commit({{"prod/values.yaml", text}}); }

  /// Begins the service and waits until it says where it answers.
  void start() {
    process_.emplace(site_.command_line("run"), site_.variables());
    const std::string before = "answered on port ";
    ASSERT_TRUE(comes_true([&] { return told(before); }));
    const std::string out = process_->out();
    port_ = std::stoi(out.substr(out.find(before) + before.size()));
  }

  /// The exit code after SIGTERM.
  int stop() {
    process_->terminate();
    const Finished finished = process_->wait();
    process_.reset();
    return finished.exit_code;
  }

  static bool comes_true(const std::function<bool()>& condition) {
    for (const auto end = std::chrono::steady_clock::now() + kPatience;
         std::chrono::steady_clock::now() < end;
         std::this_thread::sleep_for(std::chrono::milliseconds{100}))
      if (condition()) return true;
    return false;
  }

  /// Whether the service logs in with what its entry says, and may make a table.
  bool service_works(const std::string& service) const {
    const Keys entry = site_.entry("kubernetes", "prod/" + service + "-dbcreds");
    if (!entry.contains("dbcreated")) return false;
    return psql_as({.user = service, .password = entry.at("password"), .database = service},
                   "CREATE TABLE IF NOT EXISTS t (a int)", postgres_)
               .exit_code == 0;
  }

  int status(const std::string& path) const {
    const auto answer = httplib::Client("127.0.0.1", port_).Get(path);
    return answer ? answer->status : 0;
  }
  std::string metrics() const {
    const auto answer = httplib::Client("127.0.0.1", port_).Get("/metrics");
    return answer ? answer->body : "";
  }
  /// The value of a figure without labels.
  double figure(const std::string& name) const {
    const std::string text = "\n" + metrics();
    const std::size_t at = text.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::stod(text.substr(at + name.size() + 2));
  }
  std::size_t passes() const {
    return static_cast<std::size_t>(std::max(0.0, figure("pgberth_pass_duration_seconds_count")));
  }
  bool told(const std::string& text) const {
    return process_->out().find(text) != std::string::npos;
  }

  PostgresFixture postgres_{};
  GitRepo repo_;
  SettingsSite site_;
  int port_ = 0;
  std::string interval_ = "1s";
  std::string verify_every_ = "6h";
  std::optional<Process> process_{};
};

}  // namespace pgberth
