#include "reconciler/adapters/git/git_library.h"
#include "reconciler/adapters/git/git_mirror.h"

#include <gtest/gtest.h>

#include "tests/support/git_repo.h"
#include "tests/support/git_servers.h"
#include "tests/support/pulled.h"
#include "tests/support/temp_dir.h"
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

class GitSsh : public testing::Test {
 protected:
  GitSsh() : repo_(GitRepo::Kind::Bare) {}

  void SetUp() override {
    if (!GitSshServer::program())
      GTEST_SKIP() << "there is no sshd to test with; scripts/test-servers fetches one";
    commit_ = repo_.commit({{"values.yaml", "a: 1\n"}});
    repo_.open_to_everybody();
    server_ = std::make_unique<GitSshServer>(repo_.path());
  }

  MirrorSettings settings() const {
    return {.url = server_->url(),
            .folder = home_ / "mirror",
            .ref = "main",
            .credentials = {.key_file = server_->key(), .known_hosts_file = server_->known_hosts()},
            .timeout = std::chrono::seconds{30},
            .program = PGBERTH_BINARY};
  }
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(home_ / name) << text;
    return home_ / name;
  }
  std::string name() const { return "[127.0.0.1]:" + server_->port(); }
  std::string other_key() const {
    make_key(home_ / "other");
    std::ifstream in(home_ / "other.pub");
    std::string kind;
    std::string key;
    in >> kind >> key;
    return kind + " " + key;
  }

  GitLibrary library_{};
  GitRepo repo_;
  TempDir home_{};
  std::string commit_{};
  std::unique_ptr<GitSshServer> server_{};
};

TEST_F(GitSsh, PullsWithAKeyFromAServerThatIsKnown) {
  EXPECT_EQ(pulled(settings()), commit_);
  const auto second = repo_.commit({{"values.yaml", "a: 2\n"}});
  EXPECT_EQ(pulled(settings()), second);
}

TEST_F(GitSsh, FindsTheServerAmongHashedNames) {
  auto these = settings();
  these.credentials.known_hosts_file = server_->hashed_known_hosts();

  EXPECT_EQ(pulled(these), commit_);
}

TEST_F(GitSsh, TalksToNoServerThatIsUnknown) {
  auto these = settings();
  const std::string unknown = "E807 the host key (ssh-ed25519) of \"127.0.0.1\" is not in \"";

  these.credentials.known_hosts_file = file("empty", "");
  EXPECT_EQ(pulled(these), unknown + these.credentials.known_hosts_file + "\"");
  these.credentials.known_hosts_file = file("port", "[127.0.0.1]:1 " + server_->host_key() + "\n");
  EXPECT_EQ(pulled(these), unknown + these.credentials.known_hosts_file + "\"");
  these.credentials.known_hosts_file =
      file("name", "git.example.org " + server_->host_key() + "\n");
  EXPECT_EQ(pulled(these), unknown + these.credentials.known_hosts_file + "\"");
  these.credentials.known_hosts_file = home_ / "none";
  EXPECT_EQ(pulled(these).substr(0, 4), "E813");
}

TEST_F(GitSsh, TalksToNoServerThatShowsAnotherKey) {
  auto these = settings();
  these.credentials.known_hosts_file = file("changed", name() + " " + other_key() + "\n");

  EXPECT_EQ(pulled(these), "E808 the host key (ssh-ed25519) of \"127.0.0.1\" is not the one in \"" +
                               these.credentials.known_hosts_file + "\"");
}

TEST_F(GitSsh, TalksToNoServerWhoseKeyIsRevoked) {
  auto these = settings();
  const std::string line = name() + " " + server_->host_key() + "\n";
  these.credentials.known_hosts_file = file("revoked", line + "@revoked " + line);

  EXPECT_EQ(pulled(these), "E808 the host key (ssh-ed25519) of \"127.0.0.1\" is revoked in \"" +
                               these.credentials.known_hosts_file + "\"");
}

TEST_F(GitSsh, SaysThatTheKeyIsNotTaken) {
  auto these = settings();
  make_key(home_ / "stranger");
  these.credentials.key_file = home_ / "stranger";

  EXPECT_EQ(pulled(these), "E806 \"" + these.url + "\" refuses the credentials of \"" +
                               these.credentials.key_file + "\"");
  these.credentials.key_file = home_ / "none";
  EXPECT_EQ(pulled(these).substr(0, 4), "E813");
}

TEST_F(GitSsh, OpensAKeyWithItsPassphrase) {
  auto these = settings();
  these.credentials.key_file = home_ / "locked";
  fs::copy_file(server_->key(), home_ / "locked");
  ASSERT_EQ(run({"ssh-keygen", "-q", "-p", "-N", "open sesame", "-P", "", "-f", home_ / "locked"})
                .exit_code,
            0);

  EXPECT_EQ(pulled(these).substr(0, 4), "E806");
  these.credentials.passphrase_file = file("wrong", "open barley\n");
  EXPECT_EQ(pulled(these).substr(0, 4), "E806");
  these.credentials.passphrase_file = file("right", "open sesame\n");
  EXPECT_EQ(pulled(these), commit_);
}

TEST_F(GitSsh, SaysThatThereIsNoRepositoryOrServer) {
  auto these = settings();
  these.url += "-none";
  EXPECT_TRUE(pulled(these).starts_with("E814 \"" + these.url + "\" cannot be pulled: "))
      << pulled(these);

  these.url = settings().url;
  server_.reset();
  EXPECT_EQ(pulled(these).substr(0, 4), "E805");
}

}  // namespace
}  // namespace pgberth
