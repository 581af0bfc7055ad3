#include <gtest/gtest.h>

#include "tests/support/git_repo.h"
#include "tests/support/git_servers.h"
#include "tests/support/postgres_fixture.h"
#include "tests/support/process.h"
#include "tests/support/service_login.h"
#include "tests/support/settings_site.h"
#include "tests/support/stored.h"
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <httplib.h>
#include <iostream>
#include <optional>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

// `pgberth run` as it is deployed: the real program, a real git server, a real Postgres.

namespace pgberth {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

constexpr seconds kPatience{60};  ///< Machines are shared: what takes two seconds may take longer.

/// Values in local mode that ask for `service` with a database and role of its name.
std::string values(const std::vector<std::string>& services) {
  std::string text =
      "global:\n  dev: false\n  postgres:\n    dbCreate: true\n    master:\n"
      "      host: db.example.internal\n      username: postgres\n";
  for (const char* chart :
       {"arborist", "audit", "fence", "indexd", "metadata", "peregrine", "sheepdog", "wts"})
    text += std::string(chart) + ": {enabled: false}\n";
  for (const std::string& service : services)
    text.append(service)
        .append(":\n  enabled: true\n  postgres:\n    database: ")
        .append(service)
        .append("\n    username: ")
        .append(service)
        .append("\n");
  return text;
}

class Run : public testing::Test {
 protected:
  Run() : repo_(GitRepo::Kind::Bare) {
    site_.list_server("db.example.internal", postgres_);
    site_.add_environment(
        "name: prod\ndialect: gen3\nfolder: prod\nvalues: [values.yaml]\nnamespaces: [prod]");
  }

  void use_source(const std::string& lines) {
    site_.add_section(
        "run: {interval: " + interval_ +
        ", longestBackoff: 2s, deepEvery: 2, listen: \"127.0.0.1:0\"}\nsource:\n  cache: clone\n" +
        lines);
  }

  void push(const std::string& text) { repo_.commit({{"prod/values.yaml", text}}); }

  /// Begins the service and waits until it says where it answers.
  void start() {
    process_.emplace(site_.command_line("run"));
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
  SettingsSite site_{};
  int port_ = 0;
  std::string interval_ = "1s";
  std::optional<Process> process_{};
};

TEST_F(Run, MakesADatabaseOfACommitAndLivesThroughWhatHappens) {
  auto git = std::make_unique<GitHttpServer>(repo_.path(),
                                             GitHttpServer::Options{.login = "reader:the-token"});
  site_.give_file("token", "the-token\n");
  use_source("  url: " + git->url() + "\n  revision: main\n  username: reader\n" +
             "  token: {file: token}\n");
  push(values({"first"}));
  start();
  ASSERT_TRUE(comes_true([&] { return service_works("first"); })) << process_->out();
  EXPECT_TRUE(comes_true([&] { return status("/readyz") == 200; }));
  EXPECT_EQ(status("/livez"), 200);

  push(values({"first", "second"}));
  EXPECT_TRUE(comes_true([&] { return service_works("second"); })) << process_->out();

  // A broken commit: the last good one stays in force, and file and line are named.
  push("global: {\n  broken: [\n");
  EXPECT_TRUE(comes_true([&] { return told("prod/values.yaml:3:"); })) << process_->out();
  EXPECT_TRUE(told("stay in force"));
  EXPECT_EQ(status("/livez"), 200);
  postgres_.run("postgres", "DROP DATABASE second");
  fs::remove_all(site_.store() / "kubernetes" / "prod%2Fsecond-dbcreds" / "dbcreated");
  EXPECT_TRUE(comes_true([&] { return service_works("second"); })) << process_->out();

  // The git server goes and comes back, at the same address.
  const std::string git_port = git->port();
  git.reset();
  EXPECT_TRUE(comes_true([&] { return told("E805"); })) << process_->out();
  EXPECT_EQ(status("/livez"), 200);
  push(values({"first", "second", "third"}));
  git = std::make_unique<GitHttpServer>(
      repo_.path(), GitHttpServer::Options{.login = "reader:the-token", .port = git_port});
  EXPECT_TRUE(comes_true([&] { return service_works("third"); })) << process_->out();

  // So does Postgres.
  postgres_.restart();
  push(values({"first", "second", "third", "fourth"}));
  EXPECT_TRUE(comes_true([&] { return service_works("fourth"); })) << process_->out();

  // So does pgberth, in time and without a scar.
  const auto asked = std::chrono::steady_clock::now();
  EXPECT_EQ(stop(), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - asked, seconds{10});
  push(values({"first", "second", "third", "fourth", "fifth"}));
  start();
  EXPECT_TRUE(comes_true([&] { return service_works("fifth"); })) << process_->out();
  EXPECT_EQ(process_->out().find("the-token"), std::string::npos);
  EXPECT_EQ(process_->out().find(std::string(postgres_.password().reveal())), std::string::npos);
}

TEST_F(Run, PullsOverSsh) {
  if (!GitSshServer::program()) GTEST_SKIP() << "there is no sshd: run scripts/test-servers";
  push(values({"first"}));
  repo_.open_to_everybody();
  const GitSshServer git(repo_.path());
  use_source("  url: " + git.url() + "\n  revision: main\n  key: {file: " + git.key() +
             "}\n  knownHosts: " + git.known_hosts() + "\n");
  start();

  EXPECT_TRUE(comes_true([&] { return service_works("first"); })) << process_->out();
}

/// The resident memory of a process in KiB.
double memory_of(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6));
  return 0;
}

std::size_t files_of(pid_t pid) {
  const fs::directory_iterator files("/proc/" + std::to_string(pid) + "/fd");
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

double median(std::vector<double> numbers) {
  std::ranges::sort(numbers);
  return numbers.empty() ? 0 : numbers[numbers.size() / 2];
}

/// How many passes the steady state is watched for: PGBERTH_RUN_PASSES, which may be many more.
std::size_t passes_to_watch() {
  const char* text = std::getenv("PGBERTH_RUN_PASSES");  // NOLINT(concurrency-mt-unsafe): read only
  return text == nullptr ? 200 : std::stoul(text);
}

// After a warm-up of a hundred passes: nothing is written anywhere, no commit is fetched, and
// neither memory nor the number of open files grows.
TEST_F(Run, WritesNothingAndDoesNotGrowWhileNothingChanges) {
  const GitHttpServer git(repo_.path());
  interval_ = "50ms";
  use_source("  url: " + git.url() + "\n  revision: main\n");
  push(values({"first", "second"}));
  start();
  constexpr std::size_t warm_up = 100;
  ASSERT_TRUE(comes_true([&] { return passes() >= warm_up; })) << process_->out();
  ASSERT_TRUE(service_works("first") && service_works("second"));
  const std::string stored = listing_of(site_.store());
  const std::size_t open = files_of(process_->pid());
  const std::size_t logged = postgres_.log().size();
  const std::size_t asked = git.requests().size();
  const double written = figure("pgberth_writes_total");

  const std::size_t first = passes();
  const std::size_t last = first + passes_to_watch();
  std::vector<double> memory;
  std::size_t most_open = 0;
  const auto end = std::chrono::steady_clock::now() + passes_to_watch() * seconds{1};
  while (passes() < last && std::chrono::steady_clock::now() < end) {
    memory.push_back(memory_of(process_->pid()));
    most_open = std::max(most_open, files_of(process_->pid()));
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
  ASSERT_GE(passes(), last);

  EXPECT_EQ(listing_of(site_.store()), stored);
  EXPECT_EQ(figure("pgberth_writes_total"), written);
  const std::string log = postgres_.log().substr(logged);
  for (const char* verb : {"CREATE ", "ALTER ", "GRANT ", "INSERT ", "UPDATE ", "DELETE "})
    EXPECT_EQ(log.find(verb), std::string::npos) << verb;
  const auto requests = git.requests();
  EXPECT_GT(requests.size(), asked);
  for (std::size_t i = asked; i < requests.size(); ++i)
    EXPECT_EQ(requests[i].find("POST /"), std::string::npos) << requests[i];  // None is a fetch.
  EXPECT_LE(most_open, open + 16);  // Some belong to the pass in hand.
  const auto third = static_cast<std::ptrdiff_t>(memory.size() / 3);
  const double growth = median({memory.end() - third, memory.end()}) -
                        median({memory.begin(), memory.begin() + third});
  const double hundreds = static_cast<double>(passes_to_watch()) * 2 / 3 / 100;
  RecordProperty("kib_per_100_passes", std::to_string(growth / hundreds));
  std::cout << "memory: " << median(memory) << " KiB, growth " << growth / hundreds
            << " KiB per 100 passes\n";
  EXPECT_LT(growth, hundreds + 8);  // In KiB; two pages may come and go.
}

TEST_F(Run, OnceEndsWithAnExitCode) {
  const GitHttpServer git(repo_.path());
  use_source("  url: " + git.url() + "\n  revision: main\n");
  push(values({"first"}));

  const Finished finished = run(site_.command_line("run", {"--once"}));

  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_TRUE(service_works("first"));
  push("a: b: c\n");
  const Finished broken = run(site_.command_line("run", {"--once"}));
  EXPECT_EQ(broken.exit_code, 2) << broken.all();
}

TEST_F(Run, SaysWhenItsAddressIsTaken) {
  httplib::Server taken;
  const int port = taken.bind_to_any_port("127.0.0.1");
  site_.add_section("run: {listen: \"127.0.0.1:" + std::to_string(port) + "\"}\n");

  const Finished finished = run(site_.command_line("run"));

  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.err.find("[E861]"), std::string::npos) << finished.all();
}

}  // namespace
}  // namespace pgberth
