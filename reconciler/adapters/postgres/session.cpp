#include "reconciler/adapters/postgres/session.h"

#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <pqxx/prepared_statement>
#include <pqxx/version>

#include <new>
#include <utility>

namespace pgberth {
namespace {

std::string milliseconds(std::chrono::milliseconds duration) {
  return "'" + std::to_string(duration.count()) + "ms'";
}

}  // namespace

#if PQXX_VERSION_MAJOR < 7

/// libpqxx 6 takes a connection that is open already only through a policy of connecting.
class Session::Adopted : public pqxx::connection_base {
 public:
  explicit Adopted(PGconn* open) : connection_base(policy_), policy_(open) { init(); }
  ~Adopted() { close(); }

 private:
  class Policy : public pqxx::connectionpolicy {
   public:
    explicit Policy(PGconn* open) : connectionpolicy(""), open_(open) {}
    handle do_startconnect(handle connection) override {
      return connection != nullptr ? connection : std::exchange(open_, nullptr);
    }
    handle do_completeconnect(handle connection) override { return connection; }

   private:
    PGconn* open_;  // Given out once: a lost session is not opened again behind our back.
  };
  Policy policy_;
};

#else

class Session::Adopted : public pqxx::connection {
 public:
  explicit Adopted(PGconn* open) : connection(seize_raw_connection(open)) {}
};

#endif

Session::Session(const ServerAddress& address, SocketWatch& watch, DatabaseName database)
    : database_(std::move(database)), patience_(address.patience), watch_(watch) {
  RawConnection opened =
      connect(address, {.database = database_, .user = address.user, .password = address.password});
  raw_ = opened.get();
  adopted_ = std::make_unique<Adopted>(opened.release());
  set_up(address);
  if (!address.system_identifier.empty()) check_identifier(address.system_identifier);
}

Session::~Session() = default;

/// The one place where an answer is waited for: libpq itself waits for ever.
template <class Work>
auto Session::bounded(std::chrono::milliseconds patience, Work work) {
  const SocketWatch::Guard guard(watch_, PQsocket(raw_), patience);
  try {
    return work();
  } catch (const std::exception&) {
    if (!guard.over()) throw;
    throw NoAnswer("no answer within " + std::to_string(patience.count()) + " ms");
  }
}

void Session::set_up(const ServerAddress& address) {
  std::string statements =
      "SET search_path = pg_catalog, pg_temp;"
      "SET standard_conforming_strings = on;"
      "SET statement_timeout = " +
      milliseconds(address.patience.statement) +
      ";"
      "SET lock_timeout = " +
      milliseconds(address.patience.object_lock) +
      ";"
      "SET idle_in_transaction_session_timeout = " +
      milliseconds(address.patience.statement) + ";";
  if (version() >= 140000) statements += "SET idle_session_timeout = '1h';";
  statements +=
      "SELECT pg_catalog.pg_is_in_recovery(),"
      " pg_catalog.current_setting('default_transaction_read_only'),"
      " extract(epoch FROM pg_catalog.pg_postmaster_start_time())::pg_catalog.text";
  const auto ask = [this](const std::string& text) {
    return bounded(patience_.answer, [&] {
      pqxx::nontransaction transaction(*adopted_);
      return transaction.exec(text);
    });
  };
  const pqxx::result facts = ask(statements);
  read_only_ = facts[0][0].as<bool>();
  identity_ = "started at " + facts[0][2].as<std::string>();
  if (facts[0][1].as<std::string>() != "on") return;
  // Set for this role or database it is meant for people; set for the whole server it is meant.
  const pqxx::result whole_server =
      ask("SELECT FROM pg_catalog.pg_settings WHERE name = 'default_transaction_read_only'"
          " AND source IN ('configuration file', 'command line', 'environment variable')");
  if (!whole_server.empty())
    read_only_ = true;
  else
    ask("SET default_transaction_read_only = off");
}

void Session::check_identifier(const std::string& wanted) {
  const pqxx::result rows =
      query("SELECT system_identifier::pg_catalog.text FROM pg_catalog.pg_control_system()");
  const std::string found = rows[0][0].as<std::string>();
  if (found != wanted)
    throw OtherServer("its system identifier is " + found + ", the settings say " + wanted);
}

pqxx::result Session::query(const std::string& statement, const std::vector<std::string>& texts) {
  return bounded(patience_.answer, [&] {
    pqxx::nontransaction transaction(*adopted_);
#if PQXX_VERSION_MAJOR < 7
    return transaction.exec_params(statement, pqxx::prepare::make_dynamic_params(texts));
#else
    pqxx::params parameters;
    for (const std::string& text : texts) parameters.append(text);
    return transaction.exec(statement, parameters);
#endif
  });
}

void Session::execute(const std::string& statements) {
  bounded(patience_.statement + patience_.answer, [&] {
    pqxx::nontransaction transaction(*adopted_);
    return transaction.exec(statements);
  });
}

Secret Session::verifier(const std::string& role, const Secret& password) {
  const std::string text(password.reveal());
  const std::unique_ptr<char, decltype(&PQfreemem)> made(
      PQencryptPasswordConn(raw_, text.c_str(), role.c_str(), "scram-sha-256"), &PQfreemem);
  if (!made) throw std::bad_alloc();
  return Secret(made.get());
}

std::string Session::tls() const {
  const char* protocol = PQsslInUse(raw_) != 0 ? PQsslAttribute(raw_, "protocol") : nullptr;
  return protocol == nullptr ? "" : protocol;
}

bool Session::reusable() const {
  return PQstatus(raw_) == CONNECTION_OK && PQtransactionStatus(raw_) == PQTRANS_IDLE;
}

}  // namespace pgberth
