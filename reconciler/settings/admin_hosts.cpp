#include "reconciler/settings/admin_hosts.h"

namespace pgberth {
namespace {

/// The entry of Secrets Manager that `admin` has its password from; "": it is from elsewhere.
std::string entry_of(const Document& admin) {
  const auto password = admin.find(Field::Password);
  if (password == admin.end()) return "";
  const auto* key = std::get_if<KeyRef>(&password->second);
  return key != nullptr && key->entry.store.kind == StoreKind::Aws ? *key->entry.path : "";
}

}  // namespace

AdminHosts admin_hosts(const std::vector<ListedServer>& servers) {
  AdminHosts hosts;
  for (const ListedServer& server : servers)
    if (!server.admin_entry.empty())
      hosts.insert_or_assign(server.admin_entry, AdminHost{server.host, server.port});
  return hosts;
}

void tell_hosts(const AdminHosts& hosts, Claims& claims) {
  for (auto& [id, server] : claims.servers) {
    const auto found = hosts.find(entry_of(server.admin));
    if (found == hosts.end()) continue;
    server.admin.insert_or_assign(Field::Host, Text{.text = found->second.host});
    if (found->second.port.empty())
      server.admin.erase(Field::Port);
    else
      server.admin.insert_or_assign(Field::Port, Text{.text = found->second.port});
  }
}

}  // namespace pgberth
