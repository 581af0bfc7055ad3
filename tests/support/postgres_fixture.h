#pragma once

#include "reconciler/adapters/postgres/server_address.h"
#include "reconciler/base/ports.h"
#include "reconciler/base/secret.h"

#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <sys/types.h>
#include <vector>

namespace pgberth {

/// The passing of real time.
class RealClock : public Clock {
 public:
  std::chrono::steady_clock::time_point now() override { return std::chrono::steady_clock::now(); }
  std::chrono::system_clock::time_point wall() override { return std::chrono::system_clock::now(); }
  void sleep(std::chrono::milliseconds duration) override;
  bool rest(std::chrono::milliseconds duration, const std::stop_token& stop) override {
    return !stop.stop_requested() && (sleep(duration), !stop.stop_requested());
  }
};

/// Good enough for the passwords of a server that lives as long as a test.
class TestEntropy : public Entropy {
 public:
  Secret text(std::string_view alphabet, std::size_t length) override;
  std::size_t below(std::size_t bound) override {
    return bound == 0 ? 0 : std::random_device{}() % bound;
  }
};

struct PostgresSettings {
  std::filesystem::path bin{};  ///< Empty: the newest that is found on this machine.
  std::map<std::string, std::string> parameters{{"log_statement", "all"}};
  std::vector<std::string> host_rules{};  ///< Lines before those of initdb's pg_hba.conf.
  bool tls = false;  ///< With a certificate for "localhost" that it signs itself (uses openssl).
};

/// Where the programs of a Postgres are: PGBERTH_PG_BIN, what pg_config says, or the newest below
/// /usr/lib/postgresql. Nothing when there is none.
std::optional<std::filesystem::path> postgres_programs();
/// PGBERTH_PG_<major>, which names a folder with initdb and postgres.
std::optional<std::filesystem::path> postgres_programs(int major);

/// A throw-away Postgres on a free port of 127.0.0.1, with passwords checked by SCRAM. It goes
/// with the object, and with the process that started it, its files too.
class PostgresFixture {
 public:
  explicit PostgresFixture(PostgresSettings settings = {});
  PostgresFixture(const PostgresFixture&) = delete;
  PostgresFixture& operator=(const PostgresFixture&) = delete;
  ~PostgresFixture();

  std::string port() const { return std::to_string(port_); }
  const Secret& password() const { return password_; }  ///< Of the superuser `postgres`.

  /// How the superuser gets there; sslmode is `disable`.
  ServerAddress address() const;
  ServerAddress address(const std::string& user, const Secret& password) const;

  /// Statements as the superuser; throws std::runtime_error with the server's message.
  void run(const std::string& database, const std::string& statements) const;
  /// The rows of a query, columns joined by '|', as text.
  std::vector<std::string> ask(const std::string& database, const std::string& query) const;

  /// The certificate, for `sslrootcert`.
  std::filesystem::path certificate() const { return folder_ / "certificate"; }

  std::string log() const;  ///< All that the server wrote so far.
  pid_t process() const { return pid_; }
  void restart();  ///< Fast: sessions are ended.

 private:
  void initialise();
  void certify();
  void start();
  void stop();

  PostgresSettings settings_;
  std::filesystem::path folder_;
  Secret password_;
  unsigned short port_ = 0;
  pid_t pid_ = -1;
};

/// The one server that a test program shares: started when it is first asked for, gone when the
/// program ends. Each test uses names of its own on it.
PostgresFixture& shared_postgres();

}  // namespace pgberth
