#pragma once

#include "reconciler/cli/parts.h"
#include "reconciler/settings/settings.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace pgberth {

/// The world as the operator's settings open it, which no values can widen. A server that is not
/// listed is never contacted. Part by part of an admin login the listed URI goes before the
/// server's own password in the settings, that before `admin_password` (of a file or variable that
/// a command names), and that before what values and entries tell. The same store or server is
/// opened once.
class OperatorWorld : public World {
 public:
  OperatorWorld(const Settings& settings, const std::optional<Secret>& admin_password,
                const Parts& parts)
      : settings_(settings), admin_password_(admin_password), parts_(parts) {}

  Result<SecretStore*> store(const StoreId& id) override;
  Result<DatabaseServer*> server(const ServerId& id, const AdminLogin& login) override;
  Clock& clock() override { return parts_.clock; }
  Entropy& entropy() override { return parts_.entropy; }

 private:
  Result<Secret> password_for(const ListedServer& listed, const AdminLogin& login) const;

  const Settings& settings_;
  const std::optional<Secret>& admin_password_;
  const Parts& parts_;
  std::mutex mutex_;
  std::map<StoreId, std::unique_ptr<SecretStore>> stores_;
  std::map<ServerId, std::unique_ptr<DatabaseServer>> servers_;
};

}  // namespace pgberth
