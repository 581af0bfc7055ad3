#pragma once

#include "reconciler/adapters/postgres/server_address.h"
#include "reconciler/base/ports.h"
#include "reconciler/model/checkup.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace pgberth {

class Session;

/// What one row of the server's own views tells of the session and who is in it.
struct ServerFacts {
  std::string admin{};
  bool superuser = false;
  bool creates_roles = false;
  bool creates_databases = false;
  bool inherits = true;
  int connection_limit = -1;
  std::optional<double> valid_for{};  ///< Seconds; absent: for ever.
  double clock = 0;                   ///< Seconds since 1970.
  std::string tls{};                  ///< "TLSv1.3"; "": there is none.
  std::string password_encryption{};
  std::string encryption_from{};  ///< "user", "database", "configuration file", …
  bool managed = false;           ///< By RDS.
  bool restricts_passwords = false;
  bool sets_passwords = false;  ///< In spite of that.
  int sessions = 0;
  int most_sessions = 0;
};

/// Whether `work` can be done by the admin of `address`, as the catalogue tells. The session can
/// only read from then on. Throws libpqxx's exceptions.
std::vector<Check> examine_server(Session& session, const ServerAddress& address,
                                  const ServerWork& work, Clock& clock);

/// The part of it that is about rights on roles, databases and extensions.
std::vector<Check> examine_rights(Session& session, const ServerFacts& facts,
                                  const ServerWork& work);

}  // namespace pgberth
