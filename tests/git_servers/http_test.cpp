#include "reconciler/adapters/git/git_library.h"
#include "reconciler/adapters/git/git_mirror.h"

#include <gtest/gtest.h>

#include "tests/support/git_repo.h"
#include "tests/support/git_servers.h"
#include "tests/support/pulled.h"
#include "tests/support/temp_dir.h"
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

class GitHttp : public testing::Test {
 protected:
  GitHttp() : repo_(GitRepo::Kind::Bare) { commit_ = repo_.commit({{"values.yaml", "a: 1\n"}}); }

  MirrorSettings settings(const std::string& url) const {
    return {.url = url,
            .folder = home_ / "mirror",
            .ref = "main",
            .timeout = std::chrono::seconds{30},
            .program = PGBERTH_BINARY};
  }
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(home_ / name) << text;
    return home_ / name;
  }

  GitLibrary library_{};
  GitRepo repo_;
  TempDir home_{};
  std::string commit_{};
};

TEST_F(GitHttp, PullsOverPlainHttpOnLoopback) {
  const GitHttpServer server(repo_.path());
  const auto these = settings(server.url());

  EXPECT_EQ(pulled(these), commit_);
  const auto second = repo_.commit({{"values.yaml", "a: 2\n"}});
  EXPECT_EQ(pulled(these), second);
}

TEST_F(GitHttp, AsksForTheRefsAloneWhereNothingChanged) {
  const GitHttpServer server(repo_.path());
  auto mirror = *open_mirror(settings(server.url()));
  ASSERT_EQ(said(mirror->pull({})), commit_);
  const auto before = server.requests().size();

  ASSERT_EQ(said(mirror->pull({})), commit_);

  const auto requests = server.requests();
  EXPECT_EQ(std::vector<std::string>(requests.begin() + static_cast<std::ptrdiff_t>(before),
                                     requests.end()),
            std::vector<std::string>{"GET /repo/info/refs?service=git-upload-pack "});
}

TEST_F(GitHttp, GivesAPasswordThatIsReadOnEachPull) {
  const GitHttpServer server(repo_.path(), {.login = "git:right"});
  auto these = settings(server.url());
  EXPECT_EQ(pulled(these), "E806 \"" + these.url + "\" wants credentials, and there are none");

  these.credentials.password_file = file("token", "wrong\n");
  auto mirror = *open_mirror(these);
  EXPECT_EQ(said(mirror->pull({})), "E806 \"" + these.url + "\" refuses the credentials of \"" +
                                        these.credentials.password_file + "\"");

  file("token", "right\n");
  EXPECT_EQ(said(mirror->pull({})), commit_);

  these.credentials.username = "nobody";
  EXPECT_EQ(pulled(these).substr(0, 4), "E806");
}

TEST_F(GitHttp, SaysWhichFileOfCredentialsItCannotUse) {
  const GitHttpServer server(repo_.path(), {.login = "git:right"});
  auto these = settings(server.url());

  these.credentials.password_file = home_ / "none";
  EXPECT_EQ(pulled(these), "E813 the password file \"" + these.credentials.password_file +
                               "\" cannot be read: No such file or directory");
  these.credentials.password_file = file("empty", "\n");
  EXPECT_EQ(pulled(these),
            "E813 the password file \"" + these.credentials.password_file + "\" is empty");
}

TEST_F(GitHttp, TrustsTheAuthorityThatIsNamedAndNoOther) {
  TestAuthority authority;
  const TestAuthority other;
  const GitHttpServer server(repo_.path(), {.certificate = authority.certificate("localhost")});
  auto these = settings(server.url());
  const std::string untrusted = "E809 the certificate of \"localhost\" is not trusted: ";

  EXPECT_TRUE(pulled(these).starts_with(untrusted)) << pulled(these);
  these.ca_file = other.file();
  EXPECT_TRUE(pulled(these).starts_with(untrusted)) << pulled(these);
  these.ca_file = authority.file();
  EXPECT_EQ(pulled(these), commit_);
  these.ca_file = home_ / "none";
  EXPECT_EQ(pulled(these).substr(0, 4), "E813");
}

TEST_F(GitHttp, RefusesACertificateForAnotherName) {
  TestAuthority authority;
  const GitHttpServer server(repo_.path(), {.certificate = authority.certificate("example.org")});
  auto these = settings(server.url());
  these.ca_file = authority.file();

  EXPECT_TRUE(pulled(these).starts_with("E809 the certificate of \"localhost\" is not trusted: "))
      << pulled(these);
}

TEST_F(GitHttp, GivesCredentialsOverTlsOnceTheServerIsKnown) {
  TestAuthority authority;
  const GitHttpServer server(
      repo_.path(), {.login = "git:right", .certificate = authority.certificate("localhost")});
  auto these = settings(server.url());
  these.credentials.password_file = file("token", "right");

  EXPECT_EQ(pulled(these).substr(0, 4), "E809");
  for (const std::string& request : server.requests()) EXPECT_TRUE(request.ends_with(" "));
  these.ca_file = authority.file();
  EXPECT_EQ(pulled(these), commit_);
}

TEST_F(GitHttp, GivesNoCredentialsToAServerThatItIsSentOnTo) {
  TestAuthority authority;
  const std::string certificate = authority.certificate("localhost");
  const GitHttpServer there(repo_.path(), {.login = "git:right", .certificate = certificate});
  const GitHttpServer here(repo_.path(), {.certificate = certificate, .redirect = there.origin()});
  auto these = settings(here.url());
  these.credentials.password_file = file("token", "right");
  these.ca_file = authority.file();

  const std::string text = pulled(these);

  EXPECT_TRUE(text.starts_with("E814 ")) << text;
  for (const std::string& request : there.requests())
    EXPECT_TRUE(request.ends_with(" ")) << request;
}

TEST_F(GitHttp, IsNotSentOnToAnotherHost) {
  const GitHttpServer there(repo_.path());
  const GitHttpServer here(repo_.path(), {.redirect = there.origin("127.0.0.1")});
  const std::string url = here.url();

  EXPECT_EQ(pulled(settings(url)), "E814 \"" + url + "\" cannot be pulled: cannot redirect from " +
                                       "'localhost' to '127.0.0.1'");
  EXPECT_TRUE(there.requests().empty());
}

TEST_F(GitHttp, GoesThroughAProxy) {
  TestAuthority authority;
  const GitHttpServer server(repo_.path(), {.certificate = authority.certificate("localhost")});
  const GitHttpServer proxy(repo_.path());
  auto these = settings(server.url());
  these.ca_file = authority.file();
  these.proxy = proxy.origin("127.0.0.1");

  EXPECT_EQ(pulled(these), commit_);
  ASSERT_FALSE(proxy.requests().empty());
  EXPECT_TRUE(proxy.requests().front().starts_with("CONNECT localhost:"));
}

TEST_F(GitHttp, SaysThatThereIsNoServerOrNoRepository) {
  std::string gone;
  {
    const GitHttpServer server(repo_.path());
    gone = server.url();
    auto these = settings(server.origin() + "/none");
    EXPECT_EQ(pulled(these),
              "E814 \"" + these.url + "\" cannot be pulled: unexpected http status code: 404");
  }
  EXPECT_TRUE(pulled(settings(gone)).starts_with("E805 \"" + gone + "\" cannot be reached: "))
      << pulled(settings(gone));
  const std::string nowhere = "https://nowhere.invalid/values";
  EXPECT_TRUE(pulled(settings(nowhere)).starts_with("E805 ")) << pulled(settings(nowhere));
}

TEST_F(GitHttp, EndsAtItsDeadlineWhereTheServerKeepsSilent) {
  const GitHttpServer server(repo_.path(), {.fault = "stall"});
  auto these = settings(server.url());
  these.timeout = std::chrono::milliseconds{1500};
  const auto start = std::chrono::steady_clock::now();

  EXPECT_EQ(pulled(these), "E810 \"" + these.url + "\" was not pulled within 1500 ms");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{10});
}

/// The processes that `parent` has started.
std::vector<int> children_of(int parent) {
  std::vector<int> found;
  std::ifstream in("/proc/" + std::to_string(parent) + "/task/" + std::to_string(parent) +
                   "/children");
  for (int child = 0; in >> child;) found.push_back(child);
  return found;
}

TEST_F(GitHttp, EndsWithTheProcessThatAsked) {
  const GitHttpServer server(repo_.path(), {.fault = "stall"});
  const auto these = settings(server.url());
  const pid_t asking = fork();
  if (asking == 0) {
    static_cast<void>((*open_mirror(these))->pull({}));
    _exit(0);
  }
  while (server.requests().empty()) std::this_thread::sleep_for(std::chrono::milliseconds{20});
  const auto talking = children_of(asking);
  ASSERT_EQ(talking.size(), 1U);

  kill(asking, SIGKILL);
  waitpid(asking, nullptr, 0);

  const auto there = fs::path("/proc") / std::to_string(talking.front()) / "fd/0";
  std::error_code gone;
  for (int turn = 0; turn < 200 && fs::exists(fs::symlink_status(there, gone)); ++turn)
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  EXPECT_FALSE(fs::exists(fs::symlink_status(there, gone)));
}

TEST_F(GitHttp, SaysThatTheAnswerIsNoneOfAGitServer) {
  const GitHttpServer garbage(repo_.path(), {.fault = "garbage"});
  EXPECT_TRUE(pulled(settings(garbage.url())).starts_with("E814 "))
      << pulled(settings(garbage.url()));
  const GitHttpServer error(repo_.path(), {.fault = "error"});
  EXPECT_EQ(pulled(settings(error.url())),
            "E814 \"" + error.url() + "\" cannot be pulled: unexpected http status code: 500");
}

TEST_F(GitHttp, MeetsItsLimitOfMemoryWhereRefsComeWithoutEnd) {
  const GitHttpServer server(repo_.path(), {.fault = "endless"});
  auto these = settings(server.url());
  these.limits.memory = std::size_t{256} << 20u;
  these.timeout = std::chrono::seconds{60};

  const std::string text = pulled(these);

  EXPECT_EQ(text,
            "E811 \"" + these.url + "\" needs more memory than the 256 MiB that a pull may use");
}

TEST_F(GitHttp, RecoversWhenTheServerIsBack) {
  auto these = settings("");
  {
    const GitHttpServer server(repo_.path());
    these.url = server.url();
    EXPECT_EQ(pulled(these), commit_);
  }
  EXPECT_EQ(pulled(these).substr(0, 4), "E805");
  const GitHttpServer server(repo_.path());
  these.url = server.url();  // Another port is another remote.
  EXPECT_EQ(pulled(these), commit_);
}

}  // namespace
}  // namespace pgberth
