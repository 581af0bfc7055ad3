#pragma once

#include "reconciler/model/claim.h"
#include "reconciler/settings/server_list.h"

#include <map>
#include <string>
#include <vector>

namespace pgberth {

/// Where a server is, as values and entries would say it.
struct AdminHost {
  std::string host;
  std::string port;  ///< "": Postgres' own.
};

/// Servers by the entries of Secrets Manager that hold their admins' logins and no address.
using AdminHosts = std::map<std::string, AdminHost>;

AdminHosts admin_hosts(const std::vector<ListedServer>& servers);

/// Fills in where the servers are whose admin's login stands in one of these entries.
void tell_hosts(const AdminHosts& hosts, Claims& claims);

}  // namespace pgberth
