#include "tests/support/postgres_fixture.h"

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include "tests/support/server_programs.h"
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <grp.h>
#include <memory>
#include <pwd.h>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Rows = std::unique_ptr<PGresult, decltype(&PQclear)>;

constexpr auto kPatience = std::chrono::seconds(30);

/// Postgres refuses to run as root; the user that its packages make is used then.
const passwd* other_user() {
  // Servers are started by one thread.
  return geteuid() == 0 ? getpwnam("postgres") : nullptr;  // NOLINT(concurrency-mt-unsafe)
}

/// In the child: becomes that user and ends with its parent.
void settle(const passwd* user) {
  if (user != nullptr &&
      (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
    _exit(126);
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
}

pid_t spawn(const std::vector<std::string>& words, const fs::path& output) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const passwd* user = other_user();
  const pid_t pid = fork();
  if (pid != 0) return pid;
  settle(user);
  const int file = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(file, 1);
  dup2(file, 2);
  close(0);
  // Between fork and exec there is one thread.
  setenv("LC_ALL", "C", 1);  // NOLINT(concurrency-mt-unsafe)
  execv(arguments[0], arguments.data());
  _exit(127);
}

std::string content(const fs::path& file) {
  const std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

fs::path new_folder() {
  std::string pattern = (fs::temp_directory_path() / "pgberth-postgres-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  if (const passwd* user = other_user(); user != nullptr)
    if (chown(pattern.c_str(), user->pw_uid, user->pw_gid) != 0)
      throw std::runtime_error("no folder for postgres");
  return pattern;
}

bool has_server(const fs::path& folder) {
  return fs::exists(folder / "initdb") && fs::exists(folder / "postgres");
}

/// Also takes the folder above `bin`.
std::optional<fs::path> programs_in(const char* variable) {
  const char* folder = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  if (folder == nullptr) return std::nullopt;
  for (const fs::path& each :
       {fs::path(folder), fs::path(folder) / "bin", fs::path(folder) / "native" / "bin"})
    if (has_server(each)) return each;
  return std::nullopt;
}

std::optional<fs::path> programs_of_packages() {
  std::optional<fs::path> newest;
  std::error_code none;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", none))
    if (has_server(version.path() / "bin") && (!newest || version.path() / "bin" > *newest))
      newest = version.path() / "bin";
  return newest;
}

Connection connected(const std::string& port, const std::string& database, const Secret& password) {
  const std::string word(password.reveal());
  const std::array<const char*, 7> names{"host",     "port",    "dbname", "user",
                                         "password", "sslmode", nullptr};
  const std::array<const char*, 7> values{"127.0.0.1",  port.c_str(), database.c_str(), "postgres",
                                          word.c_str(), "disable",    nullptr};
  Connection connection(PQconnectdbParams(names.data(), values.data(), 0), &PQfinish);
  PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);
  return connection;
}

Rows answer(PGconn* connection, const std::string& statements) {
  Rows rows(PQexec(connection, statements.c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(rows.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    throw std::runtime_error(PQerrorMessage(connection));
  return rows;
}

}  // namespace

void RealClock::sleep(std::chrono::milliseconds duration) {
  std::this_thread::sleep_for(duration);
}

Secret TestEntropy::text(std::string_view alphabet, std::size_t length) {
  std::string text;
  while (text.size() < length) text += alphabet[below(alphabet.size())];
  return Secret(text);
}

std::optional<fs::path> postgres_programs() {
  if (auto named = programs_in("PGBERTH_PG_BIN")) return named;
  if (FILE* asked = popen("pg_config --bindir 2>/dev/null", "r"); asked != nullptr) {
    std::array<char, 1024> line{};
    const bool told = fgets(line.data(), static_cast<int>(line.size()), asked) != nullptr;
    pclose(asked);
    std::string folder(line.data());
    folder.erase(std::ranges::find(folder, '\n'), folder.end());
    if (told && has_server(folder)) return folder;
  }
  return programs_of_packages();
}

std::optional<fs::path> postgres_programs(int major) {
  return programs_in(("PGBERTH_PG_" + std::to_string(major)).c_str());
}

PostgresFixture::PostgresFixture(PostgresSettings settings)
    : settings_(std::move(settings)),
      folder_(new_folder()),
      password_(TestEntropy{}.text("abcdefghijkmnpqrstuvwxyz23456789", 24)) {
  if (settings_.bin.empty()) {
    const auto found = postgres_programs();
    if (!found) throw std::runtime_error("no Postgres server is installed; set PGBERTH_PG_BIN");
    settings_.bin = *found;
  }
  initialise();
  if (settings_.tls) certify();
  port_ = free_port();
  start();
}

void PostgresFixture::initialise() {
  const fs::path word = folder_ / "word";
  std::ofstream(word) << password_.reveal() << '\n';
  int status = 0;
  const pid_t initdb = spawn(
      {(settings_.bin / "initdb").string(), "-D", (folder_ / "data").string(), "-U", "postgres",
       "-A", "scram-sha-256", "--pwfile", word.string(), "-E", "UTF8", "--locale=C", "--nosync"},
      folder_ / "initdb.log");
  if (waitpid(initdb, &status, 0) != initdb || status != 0)
    throw std::runtime_error("initdb failed: " + content(folder_ / "initdb.log"));
  const std::string rules = content(folder_ / "data" / "pg_hba.conf");
  std::ofstream hba(folder_ / "data" / "pg_hba.conf");
  for (const std::string& rule : settings_.host_rules) hba << rule << '\n';
  hba << rules;
}

void PostgresFixture::certify() {
  int status = 0;
  const std::string key = (folder_ / "key").string();
  const pid_t openssl =
      spawn({"/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-keyout", key, "-out", certificate().string()},
            folder_ / "openssl.log");
  if (waitpid(openssl, &status, 0) != openssl || status != 0)
    throw std::runtime_error("openssl failed: " + content(folder_ / "openssl.log"));
  settings_.parameters["ssl"] = "on";
  settings_.parameters["ssl_key_file"] = key;
  settings_.parameters["ssl_cert_file"] = certificate().string();
}

PostgresFixture::~PostgresFixture() {
  stop();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void PostgresFixture::start() {
  std::vector<std::string> words{(settings_.bin / "postgres").string(),
                                 "-D",
                                 (folder_ / "data").string(),
                                 "-p",
                                 port(),
                                 "-c",
                                 "listen_addresses=127.0.0.1",
                                 "-c",
                                 "unix_socket_directories=" + folder_.string(),
                                 "-c",
                                 "fsync=off",
                                 "-c",
                                 "full_page_writes=off"};
  for (const auto& [name, value] : settings_.parameters) {
    words.emplace_back("-c");
    words.push_back(name);
    words.back() += "=" + value;
  }
  pid_ = spawn(words, folder_ / "log");
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (PQstatus(connected(port(), "postgres", password_).get()) != CONNECTION_OK) {
    if (std::chrono::steady_clock::now() > deadline || waitpid(pid_, nullptr, WNOHANG) == pid_)
      throw std::runtime_error("Postgres does not start: " + log());
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  }
}

void PostgresFixture::stop() {
  if (pid_ <= 0) return;
  kill(pid_, SIGINT);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void PostgresFixture::restart() {
  stop();
  start();
}

ServerAddress PostgresFixture::address() const {
  return address("postgres", password_);
}

ServerAddress PostgresFixture::address(const std::string& user, const Secret& password) const {
  return {.host = "127.0.0.1",
          .port = port(),
          .user = user,
          .password = password.duplicate(),
          .sslmode = "disable"};
}

void PostgresFixture::run(const std::string& database, const std::string& statements) const {
  answer(connected(port(), database, password_).get(), statements);
}

std::vector<std::string> PostgresFixture::ask(const std::string& database,
                                              const std::string& query) const {
  const Connection connection = connected(port(), database, password_);
  const Rows rows = answer(connection.get(), query);
  std::vector<std::string> lines;
  for (int row = 0; row < PQntuples(rows.get()); ++row) {
    std::string line;
    for (int column = 0; column < PQnfields(rows.get()); ++column)
      line += (column == 0 ? "" : "|") + std::string(PQgetvalue(rows.get(), row, column));
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string PostgresFixture::log() const {
  return content(folder_ / "log");
}

PostgresFixture& shared_postgres() {
  static PostgresFixture server(
      PostgresSettings{.host_rules = {"host all rejected_by_rules 127.0.0.1/32 reject",
                                      "host all trusted_by_rules 127.0.0.1/32 trust",
                                      "host all asked_in_clear 127.0.0.1/32 password",
                                      "host all asked_for_md5 127.0.0.1/32 md5"}});
  return server;
}

}  // namespace pgberth
