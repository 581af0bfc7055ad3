#pragma once

#include "reconciler/service/values.h"
#include "reconciler/settings/settings.h"

#include <map>
#include <set>

namespace pgberth {

/// What environments ask for. When the values of one cannot be read as a whole, the last commit
/// at which they could stays in force for it, and the findings of the new one are told.
class Wishes {
 public:
  explicit Wishes(Values& values) : values_(values) {}

  Desired read(const Environment& environment, const DiscoveryOptions& discovery,
               const Snapshot& snapshot);

  /// Forgets environments that are not among `names`.
  void keep(const std::set<EnvironmentName>& names);

 private:
  Desired in_force(const Environment& environment, const DiscoveryOptions& discovery,
                   const Snapshot& snapshot);

  Values& values_;
  std::map<EnvironmentName, CommitId> good_{};
};

}  // namespace pgberth
