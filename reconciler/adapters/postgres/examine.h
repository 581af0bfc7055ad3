#pragma once

#include "reconciler/adapters/check_list.h"
#include "reconciler/adapters/postgres/server_address.h"
#include "reconciler/base/ports.h"
#include "reconciler/model/catalogue.h"
#include "reconciler/model/checkup.h"
#include "reconciler/model/server.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

class Session;

/// What the server's own views tell of the session and who is in it.
struct ServerFacts {
  std::string admin{};
  bool superuser = false;
  bool creates_roles = false;
  bool creates_databases = false;
  bool inherits = true;
  int connection_limit = -1;
  std::optional<double> valid_for{};  ///< Seconds; absent: for ever.
  double clock = 0;                   ///< Seconds since 1970.
  std::string password_encryption{};
  std::string encryption_from{};  ///< "user", "database", "configuration file", …
  bool managed = false;           ///< By RDS.
  bool restricts_passwords = false;
  bool sets_passwords = false;    ///< In spite of that.
  std::optional<int> sessions{};  ///< Absent: that view may not be read.
  int most_sessions = 0;
  std::string client{};  ///< Where we are as the server sees it, "10.0.0.5/32"; "": a local socket.
};

/// One look at a server: what its parts have in common.
struct ServerLook {
  Session& session;
  const ServerFacts& facts;
  const ServerWork& work;
  const Catalogue& catalogue;

  bool is_there(const DatabaseName& database) const {
    return catalogue.databases.contains(database);
  }
  /// Whether it is among what may have to be created, and is not there.
  bool is_new(const DatabaseName& database) const {
    return work.creates.contains(database) && !is_there(database);
  }
  bool is_new(const RoleName& role) const {
    return work.new_roles.contains(role) && !catalogue.roles.contains(role);
  }
  bool any_new_database() const {
    return std::ranges::any_of(work.creates, [&](const auto& each) { return is_new(each); });
  }
  bool any_new_role() const {
    return std::ranges::any_of(work.new_roles, [&](const auto& each) { return is_new(each); });
  }
};

/// What a look into the catalogue comes to.
struct ServerExamined {
  CheckList checks{};
  std::set<RoleName> acts_as{};  ///< Whose rights the admin has, its own name first of all.
  /// Extensions that only a superuser creates, with the databases in which they have to be already.
  std::map<std::string, std::set<DatabaseName>> by_superuser{};
  /// The same of extensions for which it lacks CREATE on databases of others.
  std::map<std::string, std::set<DatabaseName>> by_creator{};
  std::set<DatabaseName> closed{};  ///< Into these no session gets; it has been told why.
  /// Databases of others, with what only their owners can give there.
  std::vector<Question> of_others{};
  /// Into which a login is to be tried; empty: nowhere.
  DatabaseName try_in{};
  std::string host_rule{};  ///< The line of pg_hba.conf that would let the admin in.
};

/// Whether `work` can be done by the admin of `address`, as the catalogue tells. The session can
/// only read from then on. Throws libpqxx's exceptions.
ServerExamined examine_server(Session& session, const ServerAddress& address,
                              const ServerWork& work, Clock& clock);

/// The parts of it: whether the server is known for what it is, by `protocol` ("": without TLS),
void examine_tls(const ServerAddress& address, const std::string& protocol, CheckList& checks);
/// attributes of the admin and rights on roles,
void examine_rights(const ServerLook& look, CheckList& checks);
/// databases that are there and what new ones are copied from,
void examine_databases(const ServerLook& look, ServerExamined& examined);
/// and extensions.
void examine_extensions(const ServerLook& look, ServerExamined& examined);

/// The extensions in the session's database. Throws libpqxx's exceptions.
std::set<std::string> extensions_in(Session& session);

/// The check for an extension that only a superuser creates, and that these databases do not have.
Check by_superuser(const std::string& extension, const std::set<DatabaseName>& lacking);
/// The same for one that the admin may not create in these.
Check by_creator(const std::string& extension, const std::set<DatabaseName>& lacking,
                 const std::string& admin);

/// The check for what roles lack in a database of somebody else, if that is anything.
std::optional<Check> by_owner(const Question& question, const Inside& inside,
                              const std::set<RoleName>& acts_as);

/// Whether pg_hba.conf, which is looked at before the database is searched, lets the admin into
/// `database`; with `rule` it would.
Check let_in(const ServerAddress& address, const DatabaseName& database, const std::string& rule);

}  // namespace pgberth
