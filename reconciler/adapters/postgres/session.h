#pragma once

#include "reconciler/adapters/postgres/connect.h"
#include "reconciler/base/socket_watch.h"

#include <pqxx/result>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace pgberth {

/// The server that answered is not the one that the settings mean.
struct OtherServer : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The server said nothing for longer than is allowed; the session is lost.
struct NoAnswer : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A session of the admin in one database, set up so that nothing planted there is run by it.
/// One thread at a time. Statements throw what libpqxx throws.
class Session {
 public:
  /// Connects and sets up. Throws ConnectFailed, OtherServer, NoAnswer and libpqxx's exceptions.
  /// `watch` lives longer than the session.
  Session(const ServerAddress& address, SocketWatch& watch, DatabaseName database);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  /// One statement with parameters $1, $2, … that looks or takes little time. Also NoAnswer.
  pqxx::result query(const std::string& statement, const std::vector<std::string>& texts = {});

  /// Statements without parameters and results; several together are one transaction. Also
  /// NoAnswer, some time after the server itself should have given up.
  void execute(const std::string& statements);

  /// The SCRAM-SHA-256 verifier of `password`, made on this side.
  Secret verifier(const std::string& role, const Secret& password);

  const DatabaseName& database() const { return database_; }
  int version() const { return PQserverVersion(raw_); }
  /// "TLSv1.3"; "": without TLS.
  std::string tls() const;
  /// A standby, or a server set to read-only for all.
  bool read_only() const { return read_only_; }
  /// Tells this running server from every other one.
  const std::string& identity() const { return identity_; }
  /// Whether it can be used for another piece of work.
  bool reusable() const;

 private:
  class Adopted;

  template <class Work>
  auto bounded(std::chrono::milliseconds patience, Work work);
  void set_up(const ServerAddress& address);
  void check_identifier(const std::string& wanted);

  DatabaseName database_;
  ServerPatience patience_;
  SocketWatch& watch_;
  PGconn* raw_ = nullptr;
  std::unique_ptr<Adopted> adopted_;
  bool read_only_ = false;
  std::string identity_{};
};

}  // namespace pgberth
