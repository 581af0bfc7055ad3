#include <gtest/gtest.h>

#include "tests/end_to_end/run_fixture.h"
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace pgberth {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

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

/// What was seen of a service while it made passes.
struct Watched {
  bool whole = false;  ///< They were made in good time.
  std::size_t most_open = 0;
  double median = 0;  ///< In KiB, as `growth`.
  double growth = 0;
  double hundreds = 1;  ///< Of passes, in which it grew.

  bool is_steady() const { return growth < hundreds + 8; }  // Two pages may come and go.
};

class SteadyRun : public Run {
 protected:
  Watched watch(std::size_t count) const {
    Watched watched{.hundreds = static_cast<double>(count) * 2 / 3 / 100};
    const std::size_t last = passes() + count;
    const auto end = std::chrono::steady_clock::now() + count * seconds{1};
    std::vector<double> memory;
    while (passes() < last && std::chrono::steady_clock::now() < end) {
      memory.push_back(memory_of(process_->pid()));
      watched.most_open = std::max(watched.most_open, files_of(process_->pid()));
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    watched.whole = passes() >= last;
    const auto third = static_cast<std::ptrdiff_t>(memory.size() / 3);
    watched.growth = median({memory.end() - third, memory.end()}) -
                     median({memory.begin(), memory.begin() + third});
    watched.median = median(memory);
    return watched;
  }
};

// After a warm-up of a hundred passes: nothing is written anywhere, no commit is fetched, and
// neither memory nor the number of open files grows.
TEST_F(SteadyRun, WritesNothingAndDoesNotGrowWhileNothingChanges) {
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

  // Threads of a machine that others use, too, may touch a page for the first time at any time;
  // what is lost in each pass is lost in each look.
  Watched watched = watch(passes_to_watch());
  for (int looks = 1; looks < 3 && !watched.is_steady(); ++looks)
    watched = watch(passes_to_watch());
  ASSERT_TRUE(watched.whole);

  EXPECT_EQ(listing_of(site_.store()), stored);
  EXPECT_EQ(figure("pgberth_writes_total"), written);
  const std::string log = postgres_.log().substr(logged);
  for (const char* verb : {"CREATE ", "ALTER ", "GRANT ", "INSERT ", "UPDATE ", "DELETE "})
    EXPECT_EQ(log.find(verb), std::string::npos) << verb;
  const auto requests = git.requests();
  EXPECT_GT(requests.size(), asked);
  for (std::size_t i = asked; i < requests.size(); ++i)
    EXPECT_EQ(requests[i].find("POST /"), std::string::npos) << requests[i];  // None is a fetch.
  EXPECT_LE(watched.most_open, open + 16);  // Some belong to the pass in hand.
  RecordProperty("kib_per_100_passes", std::to_string(watched.growth / watched.hundreds));
  std::cout << "memory: " << watched.median << " KiB, growth " << watched.growth / watched.hundreds
            << " KiB per 100 passes\n";
  EXPECT_TRUE(watched.is_steady()) << watched.growth << " KiB";
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
