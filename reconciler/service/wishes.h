#pragma once

#include "reconciler/service/values.h"
#include "reconciler/settings/settings.h"

#include <map>
#include <set>

namespace pgberth {

/// Whether an error takes away more than the claims it is about: some may be missing.
bool is_broken(const Findings& of_reading);

/// What environments ask for. When the values of one cannot be read as a whole, the last commit
/// at which they could stays in force for it, and the findings of the new one are told. A later
/// process goes on from there.
class Wishes {
 public:
  explicit Wishes(Values& values) : values_(values) {}

  Desired read(const Environment& environment, const DiscoveryOptions& discovery,
               const Snapshot& snapshot);

  /// Keeps what is in force beyond the end of this process, if it is other than before.
  Result<Done> remember();

  /// Forgets what was good: the values come from elsewhere now.
  void forget() {
    good_.clear();
    kept_.clear();
  }

  /// Forgets environments that are not among `names`.
  void keep(const std::set<EnvironmentName>& names);

 private:
  std::optional<CommitId> good(const EnvironmentName& name);
  Desired in_force(const Environment& environment, const DiscoveryOptions& discovery,
                   const Snapshot& snapshot);

  Values& values_;
  std::map<EnvironmentName, CommitId> good_{};
  std::map<EnvironmentName, CommitId> kept_{};
};

}  // namespace pgberth
