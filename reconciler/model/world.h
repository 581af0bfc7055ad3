#pragma once

#include "reconciler/base/ports.h"
#include "reconciler/model/claim.h"
#include "reconciler/model/server.h"
#include "reconciler/model/store.h"

namespace pgberth {

/// The admin login that values and entries tell for a server. The operator's own words go before.
struct AdminLogin {
  std::string host{};
  std::string port{};
  std::string username{};
  Secret password{};
};

/// The door to everything outside: opens stores and servers by name, when a pass knows which.
/// Calls may come from several threads at once; what is returned lives as long as the world.
class World {
 public:
  virtual ~World() = default;

  /// StoreUnknown when the operator has set up no such store.
  virtual Result<SecretStore*> store(const StoreId& id) = 0;

  /// ServerNotListed when the operator has not listed the host: it is then never contacted.
  virtual Result<DatabaseServer*> server(const ServerId& id, const AdminLogin& login) = 0;

  virtual Clock& clock() = 0;
  virtual Entropy& entropy() = 0;
};

}  // namespace pgberth
