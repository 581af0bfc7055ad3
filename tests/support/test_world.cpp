#include "tests/support/test_world.h"

namespace pgberth {
namespace {

AdminLogin duplicate(const AdminLogin& login) {
  return {.host = login.host,
          .port = login.port,
          .username = login.username,
          .password = login.password.duplicate()};
}

}  // namespace

Result<SecretStore*> TestWorld::store(const StoreId& id) {
  const auto found = stores.find(id);
  if (found == stores.end())
    return Error{.code = Code::StoreUnknown,
                 .what = "store \"" + to_string(id) + "\" is not set up",
                 .hint = "Name it with --store."};
  return found->second;
}

Result<DatabaseServer*> TestWorld::server(const ServerId& id, const AdminLogin& login) {
  {
    const std::lock_guard lock(mutex_);
    logins_.insert_or_assign(id, duplicate(login));
  }
  const auto found = servers.find(id);
  if (found == servers.end())
    return Error{.code = Code::ServerNotListed,
                 .what = "server \"" + id.str() + "\" is not listed",
                 .hint = "List it with --server."};
  return found->second;
}

AdminLogin TestWorld::login_of(const ServerId& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = logins_.find(id);
  return found == logins_.end() ? AdminLogin{} : duplicate(found->second);
}

}  // namespace pgberth
