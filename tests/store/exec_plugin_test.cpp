#include "reconciler/adapters/kubernetes/exec_plugin.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include <filesystem>
#include <fstream>
#include <string>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

class ExecPluginTest : public testing::Test {
 protected:
  /// A plugin that runs these lines of a shell.
  ExecPlugin plugin(const std::string& lines) {
    const fs::path file = folder_ / "plugin";
    std::ofstream(file) << "#!/bin/sh\n" << lines << "\n";
    fs::permissions(file, fs::perms::owner_all);
    return {.command = file.string()};
  }
  static std::string answering(const std::string& status) {
    return R"(echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":)" +
           status + "}'";
  }

  TempDir folder_{};
};

TEST_F(ExecPluginTest, GivesATokenUntilItsEnd) {
  const auto credential = run_exec_plugin(
      plugin(answering(R"({"token":"hunter2","expirationTimestamp":"2026-01-31T12:00:00Z"})")));

  ASSERT_TRUE(credential) << credential.error().what;
  EXPECT_EQ(credential->token.reveal(), "hunter2");
  ASSERT_TRUE(credential->until);
  EXPECT_EQ(credential->until->time_since_epoch().count(), 1769860800);
}

TEST_F(ExecPluginTest, GivesACertificate) {
  const auto credential = run_exec_plugin(
      plugin(answering(R"({"clientCertificateData":"CERT","clientKeyData":"KEY"})")));

  ASSERT_TRUE(credential) << credential.error().what;
  EXPECT_EQ(credential->client_certificate, "CERT");
  EXPECT_EQ(credential->client_key.reveal(), "KEY");
}

TEST_F(ExecPluginTest, GetsItsWordsAsTheyAreAndOnlyItsVariables) {
  setenv("PGBERTH_TEST_OUTSIDE", "seen", 1);  // NOLINT(concurrency-mt-unsafe): one thread
  ExecPlugin own = plugin("env > " + (folder_ / "env").string() + "; printf '%s|' \"$@\" > " +
                          (folder_ / "words").string() + "; " + answering(R"({"token":"t"})"));
  own.arguments = {"a b", "$(touch x)", ";"};
  own.environment = {{"PROFILE", "qa; echo"}};

  ASSERT_TRUE(run_exec_plugin(own));

  std::string words;
  std::getline(std::ifstream(folder_ / "words"), words);
  EXPECT_EQ(words, "a b|$(touch x)|;|");
  std::ifstream in(folder_ / "env");
  const std::string env((std::istreambuf_iterator<char>(in)), {});
  EXPECT_NE(env.find("PROFILE=qa; echo"), std::string::npos);
  EXPECT_NE(env.find("KUBERNETES_EXEC_INFO="), std::string::npos);
  EXPECT_EQ(env.find("PGBERTH_TEST_OUTSIDE"), std::string::npos);
}

TEST_F(ExecPluginTest, IsEndedWhenItTakesTooLong) {
  ExecPlugin slow = plugin("sleep 60");
  slow.timeout = std::chrono::milliseconds{200};
  const auto before = std::chrono::steady_clock::now();

  const auto credential = run_exec_plugin(slow);

  ASSERT_FALSE(credential);
  EXPECT_NE(credential.error().what.find("too long"), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{30});
}

TEST_F(ExecPluginTest, IsEndedWhenItGoesOnInSilence) {
  ExecPlugin slow = plugin("exec >&-; sleep 60");
  slow.timeout = std::chrono::milliseconds{200};

  const auto credential = run_exec_plugin(slow);

  ASSERT_FALSE(credential);
  EXPECT_NE(credential.error().what.find("too long"), std::string::npos);
}

TEST_F(ExecPluginTest, RepeatsNothingOfWhatItAnswers) {
  for (const std::string& lines : {std::string("echo hunter2"), std::string("echo hunter2; exit 3"),
                                   answering("{}") + "# hunter2",
                                   std::string("echo '{\"status\":{\"token\":\"hunter2\"}}'")}) {
    const auto credential = run_exec_plugin(plugin(lines));
    ASSERT_FALSE(credential) << lines;
    EXPECT_EQ(credential.error().code, Code::StoreAuth);
    EXPECT_EQ(credential.error().what.find("hunter2"), std::string::npos);
  }
  EXPECT_EQ(run_exec_plugin({.command = "/nonexistent/plugin"}).error().code, Code::StoreAuth);
}

}  // namespace
}  // namespace pgberth
