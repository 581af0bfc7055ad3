#pragma once

#include "reconciler/base/ports.h"
#include "reconciler/model/forge.h"
#include "reconciler/model/repository.h"
#include "reconciler/model/store_address.h"
#include "reconciler/model/tree.h"
#include "reconciler/model/world.h"
#include "reconciler/service/values.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace pgberth {

/// How a server is reached: what the operator's URI says, and for each part on which it is silent
/// what `otherwise` says.
struct AdminAddress {
  Secret uri{};  ///< A libpq URI; it may hold a password.
  AdminLogin otherwise{};
  std::string system_identifier{};         ///< What the server must have; "": any.
  bool allow_weak_authentication = false;  ///< It may ask for the password in clear or as MD5.
};

/// The real things that commands are made of. `main` fills it with adapters, tests with fakes.
struct Parts {
  /// The store `id` where the operator says it is. Contacts nobody. Error: the address cannot be
  /// used.
  std::function<Result<std::unique_ptr<SecretStore>>(const StoreAddress& address,
                                                     const StoreId& id)>
      make_store;
  /// Contacts nobody. Error: the URI cannot be understood.
  std::function<Result<std::unique_ptr<DatabaseServer>>(const AdminAddress& address)> make_server;
  Tree& tree;  ///< Paths as a person gives them, from where the command runs.
  Clock& clock;
  Entropy& entropy;
  /// Called once by a command that must be ended with care: from then on a wish to stop is told
  /// instead of ending the process. Empty: nobody asks for a stop.
  std::function<std::stop_token()> stop_with_care{};
  /// The files of a folder, which nothing leads out of.
  std::function<std::unique_ptr<Tree>(const std::string& folder)> confined_tree{};
  /// The repository that settings name as the source of values. Empty: there are none.
  SourceOpener open_source{};
  /// A variable of the process' environment, for settings that name a secret by one.
  std::function<std::optional<std::string>(const std::string& name)> variable{};
  /// The git repository in a folder. Error: RepositoryBroken.
  std::function<Result<std::unique_ptr<Repository>>(const std::string& folder)> open_repository{};
  /// GitHub. Error: PullRequestUnknown.
  std::function<Result<std::unique_ptr<Forge>>(ForgeAddress address)> open_forge{};
  /// What a workflow's event file says. Error: PullRequestUnknown.
  std::function<Result<PullRequest>(const std::string& json)> pull_request_of_event{};
};

}  // namespace pgberth
