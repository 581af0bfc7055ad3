#include "reconciler/adapters/postgres/failure.h"

#include "reconciler/adapters/postgres/connect.h"
#include "reconciler/adapters/postgres/session.h"

#include <pqxx/except>

#include <algorithm>
#include <array>
#include <exception>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

struct Meaning {
  std::string_view sqlstate;
  Code code;
  bool transient;
  std::string_view hint;
};

constexpr std::string_view kAsSuperuser = "As a superuser, run: ";
constexpr std::string_view kInTheWay = "Something else is in the way; see what the server names.";

constexpr std::array kMeanings{
    Meaning{"25006", Code::ServerReadOnly, false,
            "Point to the primary, or wait until the server takes writes again."},
    Meaning{"42501", Code::ServerRights, false, ""},
    Meaning{"57014", Code::ServerTimeout, false, "See what the server is busy with and try again."},
    Meaning{"55P03", Code::ServerBusy, false,
            "Another session holds the object; see pg_locks and try again."},
    Meaning{"55006", Code::ServerBusy, true,
            "Another session uses the database that is to be copied or renamed; see "
            "pg_stat_activity."},
    Meaning{"40P01", Code::ServerBusy, true, "Try again."},
    Meaning{"40001", Code::ServerBusy, true, "Try again."},
    Meaning{"53300", Code::ServerBusy, true, "Free sessions, or raise max_connections."},
    Meaning{"57P01", Code::ServerUnreachable, true, "The server was shut down; try again."},
    Meaning{"57P02", Code::ServerUnreachable, true, "The server was shut down; try again."},
    Meaning{"57P03", Code::ServerUnreachable, true, "The server is starting; try again."},
    Meaning{"28P01", Code::ServerAuth, false,
            "Check the admin's name and password; its VALID UNTIL may be over."},
    Meaning{"28000", Code::ServerAuth, false,
            "Check the admin's name, and the server's pg_hba.conf."},
    Meaning{"42P04", Code::ServerFailed, false, kInTheWay},
    Meaning{"42710", Code::ServerFailed, false, kInTheWay},
    Meaning{"23505", Code::ServerFailed, false, kInTheWay},
};

/// "ERROR:  text" without the word before it, one line.
std::string plain(std::string_view message) {
  message = message.substr(0, message.find('\n'));
  if (const auto colon = message.find(":  "); colon != std::string_view::npos && colon < 16)
    message.remove_prefix(colon + 3);
  return std::string(message);
}

Failure failure(const Doing& doing, Code code, std::string_view message) {
  return {
      .error = {.code = code,
                .what = doing.activity + " on " + doing.address + " failed: " + plain(message)}};
}

Failure by_sqlstate(const Doing& doing, const std::string& sqlstate, std::string_view message) {
  const auto meaning = std::ranges::find(kMeanings, sqlstate, &Meaning::sqlstate);
  if (meaning == kMeanings.end()) {
    Failure other = failure(doing, Code::ServerFailed, message);
    other.transient = sqlstate == "XX000" && message.find("tuple concurrently") != message.npos;
    return other;
  }
  Failure known = failure(doing, meaning->code, message);
  known.transient = meaning->transient;
  known.lost_race = meaning->hint == kInTheWay;
  known.error.hint = meaning->code == Code::ServerRights ? doing.rights : meaning->hint;
  return known;
}

/// Libpq tells what it misses in words alone.
std::string hint_about(std::string_view message) {
  if (message.find("does not support SSL") != std::string_view::npos)
    return "Set up TLS on the server. Where none is needed, as on one's own machine, add "
           "?sslmode=disable to the URI.";
  if (message.find("certificate") != std::string_view::npos)
    return "Name the certificate of the server's authority: add ?sslrootcert=FILE to the URI.";
  return "Check host, port, network and sslmode.";
}

/// What lets the admin in, or "" where no statement does.
std::string statement_for(const Doing& doing, const ConnectFailed& failed) {
  using By = ConnectFailed::By;
  const std::string role = "ALTER ROLE " + doing.user;
  const std::string database = "DATABASE " + doing.database;
  if (failed.by == By::Role) {
    if (failed.sqlstate == "53300") return role + " CONNECTION LIMIT -1";
    const bool absent = std::string_view(failed.what()).find("does not exist") != std::string::npos;
    if (failed.sqlstate == "28000" && !absent) return role + " LOGIN";
  }
  if (failed.by == By::Database) {
    if (failed.sqlstate == "42501") return "GRANT CONNECT ON " + database + " TO " + doing.user;
    if (failed.sqlstate == "53300") return "ALTER " + database + " CONNECTION LIMIT -1";
    if (failed.sqlstate == "55000") return "ALTER " + database + " ALLOW_CONNECTIONS true";
  }
  return "";
}

Failure by_refusal(const Doing& doing, const ConnectFailed& failed) {
  Failure known = by_sqlstate(doing, failed.sqlstate, failed.what());
  const std::string statement = statement_for(doing, failed);
  if (!statement.empty()) known.error.hint = for_superuser(statement);
  return known;
}

Failure by_connect(const Doing& doing, const ConnectFailed& failed) {
  using Kind = ConnectFailed::Kind;
  if (failed.kind == Kind::Refused) return by_refusal(doing, failed);
  Failure known = failure(doing, Code::ServerUnreachable, failed.what());
  known.error.hint = hint_about(failed.what());
  if (failed.kind == Kind::NoPassword) {
    known.error.code = Code::ServerAuth;
    known.error.hint =
        "Name a file with --admin-password-file, or by `adminPassword` in the settings.";
  }
  if (failed.kind == Kind::Timeout) known.error.code = Code::ServerTimeout;
  if (failed.kind != Kind::Weak) return known;
  known.error.code = Code::WeakAuthentication;
  known.error.hint =
      "Let the server use scram-sha-256, with TLS unless it is on loopback; or write "
      "allowWeakAuthentication: true for this one server in the settings.";
  return known;
}

Failure lost(const Doing& doing, std::string_view message) {
  Failure known = failure(doing, Code::ServerUnreachable, message);
  known.transient = true;
  known.error.hint = "The session was lost; try again.";
  return known;
}

}  // namespace

Error problem(Code code, std::string what, std::string hint) {
  return {.code = code, .what = std::move(what), .hint = std::move(hint)};
}

std::string for_superuser(const std::string& statement) {
  return std::string(kAsSuperuser) + statement + ";";
}

std::string pasteable(const std::string& hint) {
  if (!hint.starts_with(kAsSuperuser)) return hint;
  return "-- as a superuser\n" + hint.substr(kAsSuperuser.size());
}

Failure current_failure(const Doing& doing) {
  try {
    throw;
  } catch (const ConnectFailed& failed) {
    return by_connect(doing, failed);
  } catch (const OtherServer& other) {
    Failure known = failure(doing, Code::OtherServer, other.what());
    known.error.hint = "Find out where the address leads, or correct systemIdentifier.";
    return known;
  } catch (const NoAnswer& silent) {
    Failure known = failure(doing, Code::ServerTimeout, silent.what());
    known.error.hint = "See whether the server hangs; the work is tried again in the next run.";
    return known;
  } catch (const pqxx::deadlock_detected& error) {
    return by_sqlstate(doing, "40P01", error.what());
  } catch (const pqxx::transaction_rollback& error) {
    return by_sqlstate(doing, "40001", error.what());
  } catch (const pqxx::insufficient_privilege& error) {
    return by_sqlstate(doing, "42501", error.what());  // libpqxx 6 leaves its sqlstate empty.
  } catch (const pqxx::unique_violation& error) {
    return by_sqlstate(doing, "23505", error.what());
  } catch (const pqxx::sql_error& error) {
    return by_sqlstate(doing, error.sqlstate(), error.what());
  } catch (const pqxx::in_doubt_error& error) {
    return lost(doing, error.what());
  } catch (const pqxx::broken_connection& error) {
    return lost(doing, error.what());
  } catch (const std::exception& error) {
    return failure(doing, Code::ServerFailed, error.what());
  }
}

}  // namespace pgberth
