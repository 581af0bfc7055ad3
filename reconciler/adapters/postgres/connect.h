#pragma once

#include "reconciler/adapters/postgres/server_address.h"
#include "reconciler/base/name.h"

#include <libpq-fe.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace pgberth {

struct CloseConnection {
  void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};
using RawConnection = std::unique_ptr<PGconn, CloseConnection>;

/// Why no session came to be. `what()` is the server's or libpq's own message, one line.
struct ConnectFailed : std::runtime_error {
  enum class Kind {
    Network,  ///< Nobody answered as a Postgres server would.
    Weak,     ///< The server asked for the password in clear or as MD5; it was not sent.
    Timeout,
    Refused,     ///< The server said no; `sqlstate` says why.
    NoPassword,  ///< The server asks for a password, and there is none.
  };
  ConnectFailed(Kind why, std::string state, const std::string& message)
      : std::runtime_error(message), kind(why), sqlstate(std::move(state)) {}

  /// What on the server turned the login away: pg_hba.conf, before any password; what the role may;
  /// or what the database lets in.
  enum class By { Other, HostRules, Role, Database };

  Kind kind;
  std::string sqlstate;
  By by = By::Other;
};

struct Credentials {
  DatabaseName database;
  std::string user;
  const Secret& password;
};

/// Whether `password` has a NUL byte. libpq takes what is before it for the whole.
bool has_nul(const Secret& password);

/// A session at `address` as `credentials` say. Throws ConnectFailed, within the patience for it.
///
/// The password is only used in a SCRAM exchange, unless the address allows weak authentication:
/// with TLS libpq is told to insist on channel binding, without TLS each request of the server is
/// read before libpq gets to answer it.
RawConnection connect(const ServerAddress& address, const Credentials& credentials);

}  // namespace pgberth
