#pragma once

#include "reconciler/adapters/postgres/server_address.h"
#include "reconciler/base/ports.h"
#include "reconciler/model/checkup.h"

#include <chrono>
#include <map>
#include <optional>
#include <set>
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

/// What a look into the catalogue comes to.
struct ServerExamined {
  std::vector<Check> checks{};
  /// Extensions that only a superuser creates, with the databases in which they have to be already.
  std::map<std::string, std::set<DatabaseName>> by_superuser{};
};

/// Whether `work` can be done by the admin of `address`, as the catalogue tells. The session can
/// only read from then on. Throws libpqxx's exceptions.
ServerExamined examine_server(Session& session, const ServerAddress& address,
                              const ServerWork& work, Clock& clock);

/// The part of it that is about rights on roles, databases and extensions.
ServerExamined examine_rights(Session& session, const ServerFacts& facts, const ServerWork& work);

/// The extensions in the session's database. Throws libpqxx's exceptions.
std::set<std::string> extensions_in(Session& session);

/// The check for an extension that only a superuser creates, and that these databases do not have.
Check by_superuser(const std::string& extension, const std::set<DatabaseName>& lacking);

}  // namespace pgberth
