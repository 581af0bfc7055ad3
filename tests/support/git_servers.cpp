#include "tests/support/git_servers.h"

#include "tests/support/server_programs.h"
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <netinet/in.h>
#include <pwd.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& file) {
  const std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

void must(const std::vector<std::string>& command) {
  const Finished finished = run(command);
  if (finished.exit_code != 0) throw std::runtime_error(command.front() + ": " + finished.all());
}

/// Waits until `done`, for some seconds.
template <class Done>
void await(const std::string& what, Done done) {
  for (int turn = 0; turn < 1000; ++turn) {
    if (done()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  throw std::runtime_error(what + " did not start");
}

bool listens(int port) {
  const int caller = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool there = connect(caller, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(caller);
  return there;
}

/// sshd serves the user who runs it; root asks too much of it.
std::string server_user() {
  if (geteuid() == 0) return "postgres";
  return getpwuid(geteuid())->pw_name;  // NOLINT(concurrency-mt-unsafe): one thread
}

}  // namespace

TestAuthority::TestAuthority() {
  must({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-keyout", home_ / "ca.key", "-out", home_ / "ca.pem", "-subj", "/CN=test authority",
        "-days", "2"});
}

std::string TestAuthority::certificate(const std::string& host) {
  const std::string base = home_ / host;
  std::ofstream(base + ".ext") << "subjectAltName=DNS:" << host << "\nbasicConstraints=CA:FALSE\n";
  must({"openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-keyout", base + ".key", "-out", base + ".csr", "-subj", "/CN=" + host});
  must({"openssl", "x509", "-req", "-in", base + ".csr", "-CA", home_ / "ca.pem", "-CAkey",
        home_ / "ca.key", "-CAcreateserial", "-days", "2", "-extfile", base + ".ext", "-out",
        base + ".crt"});
  std::ofstream(base + ".pem") << content(base + ".crt") << content(base + ".key");
  return base + ".pem";
}

GitHttpServer::GitHttpServer(const fs::path& repository, const Options& options)
    : scheme_(options.certificate.empty() ? "http://" : "https://"),
      path_("/" + repository.filename().string()) {
  process_.emplace(std::vector<std::string>{
      "python3", std::string(PGBERTH_SOURCE_DIR).append("/tests/support/git_http_server.py"),
      repository.parent_path().string(), home_ / "port", home_ / "log", "--login", options.login,
      "--certificate", options.certificate, "--redirect", options.redirect, "--fault",
      options.fault, "--port", options.port.empty() ? "0" : options.port});
  await("the git server", [&] { return fs::exists(home_ / "port"); });
  port_ = content(home_ / "port");
}

std::string GitHttpServer::origin(const std::string& host) const {
  return scheme_ + host + ":" + port_;
}

std::string GitHttpServer::url(const std::string& host) const {
  return origin(host) + path_;
}

std::vector<std::string> GitHttpServer::requests() const {
  std::vector<std::string> lines;
  std::ifstream in(home_ / "log");
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

void make_key(const fs::path& file, const std::string& passphrase) {
  must({"ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "test", "-f", file.string()});
}

std::optional<fs::path> GitSshServer::program() {
  // NOLINTBEGIN(concurrency-mt-unsafe): tests set no variables
  if (const char* named = std::getenv("PGBERTH_SSHD")) return named;
  // NOLINTEND(concurrency-mt-unsafe)
  return server_program("sshd", "usr/sbin/sshd");
}

GitSshServer::GitSshServer(const fs::path& repository) : repository_(repository) {
  const fs::path from = *program();
  const fs::path libraries = from.parent_path().parent_path() / "lib/x86_64-linux-gnu";
  const int port = free_port();
  port_ = std::to_string(port);
  user_ = server_user();
  make_key(home_ / "host");
  make_key(home_ / "client");
  // The server's user may not see the test's folders, and its program may be in root's home.
  const fs::path own = home_ / "server";
  fs::create_directory(own);
  fs::copy_file(from, own / "sshd");
  std::error_code none;
  fs::copy(libraries, own / "lib", none);
  fs::copy_file(home_ / "host", own / "host");
  fs::copy_file(home_ / "client.pub", own / "authorized_keys");
  std::ofstream(own / "config")
      << "ListenAddress 127.0.0.1:" << port << "\nHostKey " << (own / "host").string()
      << "\nAuthorizedKeysFile " << (own / "authorized_keys").string()
      << "\nPidFile none\nUsePAM no\nStrictModes no\nPasswordAuthentication no\n"
         "KbdInteractiveAuthentication no\nLogLevel ERROR\nSetEnv GIT_CONFIG_COUNT=1 "
         "GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=*\n";
  fs::permissions(home_.path(), fs::perms::owner_all | fs::perms::others_exec);
  if (geteuid() == 0) must({"chown", "-R", user_, own});
  std::vector<std::string> command{(own / "sshd").string(), "-D", "-e", "-f", own / "config"};
  if (geteuid() == 0)
    command.insert(command.begin(),
                   {"setpriv", "--reuid", user_, "--regid", user_, "--clear-groups"});
  process_.emplace(command, std::map<std::string, std::string>{{"LD_LIBRARY_PATH", own / "lib"}});
  const std::string name = "[127.0.0.1]:" + port_;
  std::ofstream(known_hosts()) << "# comment\n@cert-authority *.example.org ssh-rsa AAAA\n"
                               << name << " " << host_key() << "\n";
  fs::copy_file(known_hosts(), hashed_known_hosts());
  std::ofstream(hashed_known_hosts()) << name << " " << host_key() << "\n";
  must({"ssh-keygen", "-q", "-H", "-f", hashed_known_hosts()});
  await("sshd", [&] { return listens(port); });
}

std::string GitSshServer::host_key() const {
  const std::string text = content(home_ / "host.pub");
  return text.substr(0, text.rfind(' '));
}

std::string GitSshServer::url() const {
  return "ssh://" + user_ + "@127.0.0.1:" + port_ + repository_.string();
}

}  // namespace pgberth
