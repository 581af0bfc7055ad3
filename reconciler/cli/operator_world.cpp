#include "reconciler/cli/operator_world.h"

#include "reconciler/cli/known_store.h"

namespace pgberth {
namespace {

Error unknown_store(const StoreId& id) {
  return {.code = Code::StoreUnknown,
          .what = "no store is set up for \"" + to_string(id) + "\"",
          .hint =
              "Add --store KIND for it, or --store file:DIR, which stands in for every store, or "
              "`stores` in the settings."};
}

Error host_unknown(const ServerId& id) {
  return {.code = Code::ServerNotListed,
          .what = "nothing tells the host of server \"" + id.str() + "\"",
          .hint = "Name it in the values, or in the entry that holds the admin login."};
}

Error not_listed(const AdminLogin& login) {
  const std::string address = login.port.empty() ? login.host : login.host + ":" + login.port;
  return {.code = Code::ServerNotListed,
          .what = "server \"" + address + "\" is not listed, so it was not contacted",
          .hint = "If it is yours, add --server " + address +
                  "=postgresql://ADMIN@HOST:PORT/, or list it under `servers` in the settings."};
}

}  // namespace

Result<SecretStore*> OperatorWorld::store(const StoreId& id) {
  const auto own = settings_.stores.own.find(id);
  const bool said = own != settings_.stores.own.end();
  if (!said && settings_.stores.every.empty()) return unknown_store(id);
  const std::lock_guard lock(mutex_);
  if (const auto known = stores_.find(id); known != stores_.end()) return known->second.get();
  auto made = parts_.make_store(said ? own->second : FolderAddress{settings_.stores.every}, id);
  if (!made) return std::move(made).error();
  std::unique_ptr<SecretStore> opened = *std::move(made);
  const auto identity = settings_.stores.identities.find(id);
  if (identity != settings_.stores.identities.end())
    opened = std::make_unique<KnownStore>(std::move(opened), id, identity->second);
  return stores_.emplace(id, std::move(opened)).first->second.get();
}

Result<Secret> OperatorWorld::password_for(const ListedServer& listed,
                                           const AdminLogin& login) const {
  if (listed.admin_password) return listed.admin_password();
  return admin_password_ ? admin_password_->duplicate() : login.password.duplicate();
}

Result<DatabaseServer*> OperatorWorld::server(const ServerId& id, const AdminLogin& login) {
  if (login.host.empty()) return host_unknown(id);
  const ListedServer* listed = entry_for(settings_.servers, login.host, login.port);
  if (listed == nullptr) return not_listed(login);
  const std::lock_guard lock(mutex_);
  if (const auto known = servers_.find(id); known != servers_.end()) return known->second.get();
  auto password = password_for(*listed, login);
  if (!password) return std::move(password).error();
  auto made = parts_.make_server({.uri = listed->uri.duplicate(),
                                  .otherwise = {.host = login.host,
                                                .port = login.port,
                                                .username = login.username,
                                                .password = *std::move(password)},
                                  .system_identifier = listed->system_identifier,
                                  .allow_weak_authentication = listed->allow_weak_authentication});
  if (!made) return std::move(made).error();
  return servers_.emplace(id, *std::move(made)).first->second.get();
}

}  // namespace pgberth
