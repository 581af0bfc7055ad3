#include "reconciler/adapters/postgres/login.h"

#include "reconciler/adapters/postgres/connect.h"
#include "reconciler/adapters/postgres/sql.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

namespace pgberth {
namespace {

/// Wrong password; role absent or not allowed to log in; not allowed into this database.
constexpr std::array<std::string_view, 3> kNos{"28P01", "28000", "42501"};

LoginSeen seen_of(const ConnectFailed& failed) {
  const bool no = failed.kind == ConnectFailed::Kind::Refused &&
                  failed.by != ConnectFailed::By::HostRules &&
                  std::ranges::find(kNos, failed.sqlstate) != kNos.end();
  return {.answer = no ? LoginAnswer::Refused : LoginAnswer::NotProved, .detail = failed.what()};
}

LoginSeen run(PGconn* connection, const std::string& statement) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection, statement.c_str()),
                                                             &PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
    return {.answer = LoginAnswer::Works};
  const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  const char* message = PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY);
  // 42501: not a member; 22023: there is no such role.
  const bool no = state != nullptr &&
                  (std::string_view(state) == "42501" || std::string_view(state) == "22023");
  return {.answer = no ? LoginAnswer::Refused : LoginAnswer::NotProved,
          .detail = message != nullptr ? message : "the session was lost"};
}

}  // namespace

LoginSeen try_login(const ServerAddress& address, SocketWatch& watch, const LoginWanted& wanted) {
  if (has_nul(wanted.password))
    return {.answer = LoginAnswer::NotProved, .detail = "the stored password has a NUL byte"};
  try {
    const RawConnection connection = connect(
        address,
        {.database = wanted.database, .user = wanted.role.str(), .password = wanted.password});
    // Over trust, peer or a certificate any password would seem to work.
    if (PQconnectionUsedPassword(connection.get()) == 0)
      return {.answer = LoginAnswer::NotProved, .detail = "the server asked for no password"};
    const SocketWatch::Guard guard(watch, PQsocket(connection.get()), address.patience.answer);
    const std::string limit =
        "SET statement_timeout = '" + std::to_string(address.patience.connect.count()) + "ms'";
    if (auto seen = run(connection.get(), limit); seen.answer != LoginAnswer::Works) return seen;
    if (!wanted.set_role.empty()) {
      const std::string become = "SET ROLE " + sql::identifier(wanted.set_role.str());
      if (auto seen = run(connection.get(), become); seen.answer != LoginAnswer::Works) return seen;
    }
    return run(connection.get(), "SELECT 1");
  } catch (const ConnectFailed& failed) {
    return seen_of(failed);
  }
}

}  // namespace pgberth
