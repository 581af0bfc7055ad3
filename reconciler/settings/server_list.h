#pragma once

#include "reconciler/base/secret_reader.h"

#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// A server that the operator lists: a host as values write it, and how it is really reached.
struct ListedServer {
  std::string host;  ///< Lower case, without brackets.
  std::string port;  ///< "": whatever port the values name.
  Secret uri;
  SecretReader admin_password{};           ///< Of this server alone; empty: none is named.
  std::string system_identifier{};         ///< Which the server must have; "": any.
  bool allow_weak_authentication = false;  ///< It may ask for the password in clear or as MD5.
  /// The entry of Secrets Manager that holds the admin's login and does not tell the address, as
  /// RDS makes them ("rds!cluster-…"); "": there is none.
  std::string admin_entry{};

  ListedServer duplicate() const;
};

/// `text` as `HOST[:PORT]=URI`. The URI may hold a password, so no error repeats any of `text` but
/// the host.
Result<ListedServer> listed_server(std::string_view text);

/// The same, taken apart already.
Result<ListedServer> listed_server(std::string_view host, std::string_view port,
                                   std::string_view uri);

/// The entry for `host` and `port`: the one with that port, else the one without. Hosts are
/// compared without regard to case; an empty port is Postgres' own, 5432. nullptr: not listed.
const ListedServer* entry_for(const std::vector<ListedServer>& list, std::string_view host,
                              std::string_view port);

}  // namespace pgberth
