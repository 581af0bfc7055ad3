#pragma once

#include "reconciler/base/secret.h"

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

namespace pgberth {

/// How long to wait for a server. All of them end in an error that says so.
struct ServerPatience {
  std::chrono::milliseconds connect{10'000};
  /// Until something is seen that only looks; a server that hangs says nothing at all.
  std::chrono::milliseconds answer{60'000};
  std::chrono::milliseconds statement{300'000};  ///< CREATE DATABASE copies its template.
  std::chrono::milliseconds object_lock{15'000};
  std::chrono::milliseconds retries{30'000};  ///< In all, for faults that pass by themselves.
};

/// One Postgres server as the operator listed it, and the admin to be there.
struct ServerAddress {
  std::string host;
  std::string port{"5432"};
  std::string user;
  Secret password{};
  std::string sslmode{"verify-full"};
  std::map<std::string, std::string> options{};  ///< More libpq keywords; the others here win.

  /// Over TLS, be sure that the one who checks the password is the one who holds the certificate.
  /// A libpq before 16 needs this to refuse weak authentication over TLS, and does it regardless.
  bool require_channel_binding = true;
  /// Let the server ask for a password in clear or as MD5.
  bool allow_weak_authentication = false;
  /// What `pg_control_system()` must answer before anything else is asked; "": anything.
  std::string system_identifier{};

  std::size_t max_sessions = 4;  ///< At once; one more holds the locks.
  ServerPatience patience{};
};

/// "db.example:5432", as messages name it.
inline std::string to_string(const ServerAddress& address) {
  return address.host + ":" + address.port;
}

}  // namespace pgberth
