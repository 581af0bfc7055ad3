#pragma once

#include "reconciler/apply/pass.h"
#include "reconciler/service/groups.h"
#include "reconciler/service/patience.h"
#include "reconciler/service/service_parts.h"
#include "reconciler/service/standing.h"
#include "reconciler/service/store_gates.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <vector>

namespace pgberth {

using Asked = std::map<EnvironmentName, Desired>;

/// What the passes that one round begins have in common. Later rounds do not change it.
struct Turn {
  std::shared_ptr<const Settings> settings{};
  std::shared_ptr<StoreGates> gates{};
  std::optional<CommitId> commit{};
  bool current = false;  ///< Settings and values are those that stand there now.
};

/// Runs passes over groups of environments, and writes down what they come to. Several may run at
/// once, for groups that have no environment in common.
class GroupPass {
 public:
  GroupPass(const ServiceParts& parts, Patience& patience, Standing& standing,
            RefusedLogins& refused, EntryMemory& memory)
      : parts_(parts),
        patience_(patience),
        standing_(standing),
        refused_(refused),
        memory_(memory) {}

  /// Leaves those alone that rest, and looks into `share` of the databases. Whether all was
  /// evaluated, and all that was planned is done.
  bool run(Asked asked, const Turn& turn, const Share& share, const std::stop_token& stop) const;

 private:
  struct Evaluation {
    const Group& group;
    const Group& idle;
    const Turn& turn;
    const Share& share;
  };

  PassReport evaluate(Desired desired, const Evaluation& how, const std::stop_token& stop) const;
  void forget_refused(const PassReport& report) const;
  void note(const EnvironmentName& name, const PassReport& report, bool whole,
            const RunSettings& run) const;

  const ServiceParts& parts_;
  Patience& patience_;
  Standing& standing_;
  RefusedLogins& refused_;
  EntryMemory& memory_;
};

}  // namespace pgberth
