#pragma once

#include "reconciler/model/world.h"

#include "tests/support/manual_clock.h"
#include "tests/support/scripted_entropy.h"
#include <map>
#include <mutex>

namespace pgberth {

/// A world of stores and servers that a test owns and hands in.
class TestWorld : public World {
 public:
  std::map<StoreId, SecretStore*> stores{};
  std::map<ServerId, DatabaseServer*> servers{};
  ManualClock manual_clock{};
  ScriptedEntropy scripted_entropy{};

  Result<SecretStore*> store(const StoreId& id) override;
  Result<DatabaseServer*> server(const ServerId& id, const AdminLogin& login) override;
  Clock& clock() override { return manual_clock; }
  Entropy& entropy() override { return scripted_entropy; }

  /// The login with which `id` was asked for last; empty when it never was.
  AdminLogin login_of(const ServerId& id) const;

 private:
  mutable std::mutex mutex_{};
  std::map<ServerId, AdminLogin> logins_{};
};

}  // namespace pgberth
