// What is left of secrets in the memory of `pgberth run` between two passes: nothing. The program
// that runs these tests with real stores has them too.

#include "reconciler/adapters/base64.h"

#include "tests/end_to_end/run_fixture.h"
#include "tests/support/process_memory.h"

namespace pgberth {
namespace {

TEST_F(Run, KeepsNoSecretInMemoryBetweenPasses) {
  site_.open_namespace("prod");
  const GitHttpServer git(repo_.path(), {.login = "reader:canary-of-the-git-token"});
  site_.give_file("token", "canary-of-the-git-token\n");
  interval_ = "4s";
  use_source("  url: " + git.url() + "\n  revision: main\n  username: reader\n" +
             "  token: {file: token}\n");
  push(values({"first", "second"}));
  start();
  ASSERT_TRUE(comes_true([&] { return service_works("first") && service_works("second"); }))
      << process_->out();

  std::set<std::string> secrets = site_.secrets();
  secrets.insert({"canary-of-the-git-token", std::string(postgres_.password().reveal())});
  for (const char* service : {"first", "second"})
    secrets.insert(
        site_.entry("kubernetes", "prod/" + std::string(service) + "-dbcreds").at("password"));
  std::set<std::string> words = secrets;
  for (const std::string& secret : secrets)
    words.insert(to_base64(secret).substr(0, secret.size()));
  const std::string there = "pgberth_pass_duration_seconds";  // To see that the looking works.
  words.insert(there);

  // Right after a pass, of which there is a next one in some seconds.
  for (int look = 0; look < 3; ++look) {
    const std::size_t before = passes();
    ASSERT_TRUE(comes_true([&] { return passes() > before; }));
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    const auto found = words_in_memory(process_->pid(), words);
    if (!found) GTEST_SKIP() << "only root may look into the memory of pgberth";
    EXPECT_EQ(*found, std::set<std::string>{there});
  }
}

TEST_F(Run, MakesNoCoreFile) {
  push(values({"first"}));
  const GitHttpServer git(repo_.path());
  use_source("  url: " + git.url() + "\n  revision: main\n");
  start();

  std::ifstream limits("/proc/" + std::to_string(process_->pid()) + "/limits");
  std::string core;
  for (std::string line; std::getline(limits, line);)
    if (line.starts_with("Max core file size")) core = line;
  EXPECT_NE(core.find(" 0  "), std::string::npos) << core;
}

}  // namespace
}  // namespace pgberth
