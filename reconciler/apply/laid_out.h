#pragma once

#include "reconciler/model/claim.h"
#include "reconciler/model/world.h"

#include <map>
#include <memory>
#include <mutex>

namespace pgberth {

/// A world whose entries show the keys of their layouts: an envelope is opened when it is read and
/// closed when its entry is born. So everything else sees flat entries.
class LaidOutWorld : public World {
 public:
  /// `claims` say which entry is laid out how, blocked and unselected ones aside; `inner` is asked
  /// for all the rest.
  LaidOutWorld(World& inner, const Claims& claims);
  ~LaidOutWorld() override;

  Result<SecretStore*> store(const StoreId& id) override;
  Result<DatabaseServer*> server(const ServerId& id, const AdminLogin& login) override {
    return inner_.server(id, login);
  }
  Clock& clock() override { return inner_.clock(); }
  Entropy& entropy() override { return inner_.entropy(); }

  /// The layouts of one store's entries that have an envelope, by path.
  using Layouts = std::map<std::string, Shared<Layout>>;

 private:
  World& inner_;
  std::map<StoreId, Layouts> layouts_{};
  std::mutex mutex_{};
  std::map<StoreId, std::unique_ptr<SecretStore>> opened_{};
};

}  // namespace pgberth
