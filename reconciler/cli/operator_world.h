#pragma once

#include "reconciler/cli/parts.h"
#include "reconciler/cli/server_list.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace pgberth {

/// What the operator's own words say about the world: the settings that no values can widen.
struct OperatorSettings {
  std::vector<ListedServer> servers{};
  std::string store_directory{};           ///< Stands in for every store; "" = no store is set up.
  std::optional<Secret> admin_password{};  ///< From a file or the environment.
};

/// The world as the operator's options open it. A server that is not listed is never contacted.
/// Part by part of an admin login the listed URI goes before the operator's password, and that
/// before what values and entries tell. The same store or server is opened once.
class OperatorWorld : public World {
 public:
  OperatorWorld(const OperatorSettings& settings, const Parts& parts)
      : settings_(settings), parts_(parts) {}

  Result<SecretStore*> store(const StoreId& id) override;
  Result<DatabaseServer*> server(const ServerId& id, const AdminLogin& login) override;
  Clock& clock() override { return parts_.clock; }
  Entropy& entropy() override { return parts_.entropy; }

 private:
  const OperatorSettings& settings_;
  const Parts& parts_;
  std::mutex mutex_;
  std::map<StoreId, std::unique_ptr<SecretStore>> stores_;
  std::map<ServerId, std::unique_ptr<DatabaseServer>> servers_;
};

}  // namespace pgberth
