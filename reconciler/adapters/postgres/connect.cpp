#include "reconciler/adapters/postgres/connect.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

using TimePoint = std::chrono::steady_clock::time_point;
using Keywords = std::vector<std::pair<std::string, std::string>>;

constexpr int kLibpqWithRequireAuth = 160000;
constexpr std::size_t kLongestMessage = 30'000;  ///< libpq takes no longer one before the login.
constexpr std::chrono::milliseconds kPartOfMessage{2};
constexpr const char* kNoPasswordFile = "/dev/null/none";  ///< libpq warns of what is no file.

/// What libpq is told; of equal keywords the last one counts.
Keywords keywords_of(const ServerAddress& address, const Credentials& credentials,
                     const std::string& sslmode) {
  Keywords words(address.options.begin(), address.options.end());
  const bool new_libpq = PQlibVersion() >= kLibpqWithRequireAuth;
  const bool weak = address.allow_weak_authentication;
  const bool bind =
      sslmode != "disable" && !weak && (address.require_channel_binding || !new_libpq);
  words.insert(words.end(), {{"host", address.host},
                             {"port", address.port},
                             {"dbname", credentials.database.str()},
                             {"user", credentials.user},
                             {"password", std::string(credentials.password.reveal())},
                             {"passfile", kNoPasswordFile},
                             {"sslmode", sslmode},
                             {"gssencmode", "disable"},
                             {"channel_binding", bind ? "require" : "prefer"},
                             {"client_encoding", "UTF8"},
                             {"application_name", "pgberth"},
                             {"options", ""},
                             {"keepalives", "1"},
                             {"keepalives_idle", "30"},
                             {"keepalives_interval", "10"},
                             {"keepalives_count", "3"},
                             {"tcp_user_timeout", "60000"}});
  if (new_libpq && !weak) words.emplace_back("require_auth", "scram-sha-256,none");
  return words;
}

/// What the server says beside errors must not reach stderr, where libpq would put it as it is.
void ignore_notice(void* /*context*/, const char* /*message*/) {}

RawConnection start(const Keywords& words) {
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (const auto& [name, value] : words) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  RawConnection connection(PQconnectStartParams(names.data(), values.data(), 0));
  if (connection) PQsetNoticeProcessor(connection.get(), ignore_notice, nullptr);
  return connection;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

/// Where the last ":  28P01: message" of `text` begins, as libpq tells it with all details.
std::size_t last_refusal(const std::string& text) {
  const auto state_char = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  for (std::size_t at = text.rfind(":  "); at != std::string::npos && at > 0;
       at = text.rfind(":  ", at - 1)) {
    const std::string state = text.substr(at + 3, 5);
    if (state.size() == 5 && std::ranges::all_of(state, state_char) &&
        text.compare(at + 8, 2, ": ") == 0)
      return at;
  }
  return std::string::npos;
}

/// Names of functions in the server are the one part of its message that is not translated.
ConnectFailed::By refused_by(const std::string& sqlstate, const std::string& text) {
  using By = ConnectFailed::By;
  if (text.find("InitializeSessionUserId") != std::string::npos) return By::Role;
  if (text.find("CheckMyDatabase") != std::string::npos) return By::Database;
  return sqlstate == "28000" ? By::HostRules : By::Other;
}

ConnectFailed failure_in(const std::string& text) {
  using Kind = ConnectFailed::Kind;
  if (const std::size_t at = last_refusal(text); at != std::string::npos) {
    ConnectFailed refused(Kind::Refused, text.substr(at + 3, 5), first_line(text.substr(at + 10)));
    refused.by = refused_by(refused.sqlstate, text);
    return refused;
  }
  const bool weak = text.find("channel binding") != std::string::npos ||
                    text.find("authentication method requirement") != std::string::npos;
  return {weak ? Kind::Weak : Kind::Network, "", first_line(text)};
}

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i)
    number = number << 8u | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

/// Whether an authentication request is one that gives no password away: none needed, or a step of
/// SCRAM.
bool harmless(std::uint32_t request) {
  return request == 0 || (request >= 10 && request <= 12);
}

/// Looks at what the server has sent and libpq has not read yet: an authentication request for
/// the password itself is found before libpq could answer it. False: a message is not complete
/// yet, and libpq must not read its beginning, or its end would look like something else.
bool safe_to_read(int socket) {
  std::array<char, 65536> buffer{};
  const ssize_t count = recv(socket, buffer.data(), buffer.size(), MSG_PEEK | MSG_DONTWAIT);
  if (count <= 0) return true;  // Nothing there, or an end that libpq will report.
  const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
  for (std::size_t at = 0; at < bytes.size();) {
    if (at + 5 > bytes.size()) return false;
    const std::size_t length = number_at(bytes, at + 1);
    const bool absurd = length < 4 || length > kLongestMessage;
    if (bytes[at] != 'R' && absurd) return true;  // libpq gives up on it.
    if (bytes[at] == 'R' && (absurd || length < 8))
      throw ConnectFailed(ConnectFailed::Kind::Network, "", "no answer of a Postgres server");
    if (at + 1 + length > bytes.size()) return false;
    if (bytes[at] == 'R' && !harmless(number_at(bytes, at + 5)))
      throw ConnectFailed(ConnectFailed::Kind::Weak, "",
                          "the server asks for the password in clear or as MD5");
    at += 1 + length;
  }
  return true;
}

/// Waits until the socket is ready for what libpq wants to do next.
void wait_for(PGconn* connection, PostgresPollingStatusType wish, TimePoint deadline) {
  pollfd watched{.fd = PQsocket(connection),
                 .events = static_cast<short>(wish == PGRES_POLLING_READING ? POLLIN : POLLOUT),
                 .revents = 0};
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    const int ready = left.count() > 0 ? poll(&watched, 1, static_cast<int>(left.count())) : 0;
    if (ready > 0 || (ready < 0 && errno != EINTR)) return;
    if (ready == 0)
      throw ConnectFailed(ConnectFailed::Kind::Timeout, "", "no answer within the time allowed");
  }
}

/// Whether what comes next on the socket is a plain message of the server (and not its one-byte
/// answer to the wish for TLS, or TLS itself).
bool plain_messages(PGconn* connection) {
  const ConnStatusType status = PQstatus(connection);
  return PQsslInUse(connection) == 0 &&
         (status == CONNECTION_AWAITING_RESPONSE || status == CONNECTION_AUTH_OK);
}

RawConnection open(const ServerAddress& address, const Credentials& credentials,
                   const std::string& sslmode) {
  const TimePoint deadline = std::chrono::steady_clock::now() + address.patience.connect;
  RawConnection connection = start(keywords_of(address, credentials, sslmode));
  if (!connection || PQstatus(connection.get()) == CONNECTION_BAD)
    throw failure_in(connection ? PQerrorMessage(connection.get()) : "out of memory");
  PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
  for (auto wish = PGRES_POLLING_WRITING; wish != PGRES_POLLING_OK;) {
    wait_for(connection.get(), wish, deadline);
    if (!address.allow_weak_authentication && plain_messages(connection.get()) &&
        !safe_to_read(PQsocket(connection.get()))) {
      std::this_thread::sleep_for(kPartOfMessage);
      continue;
    }
    wish = PQconnectPoll(connection.get());
    if (wish != PGRES_POLLING_FAILED) continue;
    ConnectFailed failed = failure_in(PQerrorMessage(connection.get()));
    if (PQconnectionNeedsPassword(connection.get()) != 0)
      failed.kind = ConnectFailed::Kind::NoPassword;
    throw failed;
  }
  PQsetErrorVerbosity(connection.get(), PQERRORS_DEFAULT);
  return connection;
}

}  // namespace

bool has_nul(const Secret& password) {
  return password.reveal().find('\0') != std::string_view::npos;
}

RawConnection connect(const ServerAddress& address, const Credentials& credentials) {
  if (has_nul(credentials.password))  // As a wrong password: libpq would send its beginning.
    throw ConnectFailed(ConnectFailed::Kind::Refused, "28P01", "the password has a NUL byte");
  const bool either = address.sslmode == "prefer" || address.sslmode == "allow";
  if (!either) return open(address, credentials, address.sslmode);
  try {
    return open(address, credentials, "require");
  } catch (const ConnectFailed& failed) {
    const std::string_view why = failed.what();
    if (why.find("does not support SSL") == std::string_view::npos) throw;
  }
  return open(address, credentials, "disable");
}

}  // namespace pgberth
