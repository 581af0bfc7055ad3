#pragma once

#include "reconciler/service/groups.h"

#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace pgberth {

/// Which passes are under way, and whose turn it is. Thread-safe.
class PassBook {
 public:
  using Ticket = std::size_t;

  struct Admitted {
    Ticket ticket = 0;
    Group group{};
  };
  /// A pass that is still under way when further rounds come.
  struct Slow {
    Group group{};
    Group left_out{};  ///< By this round, because of it.
  };
  struct Admission {
    std::vector<Admitted> admitted{};  ///< Those first whose last pass is the longest ago.
    bool all = true;                   ///< Nobody was left out.
    std::vector<Slow> slow{};          ///< Each told once, until a pass of it is in time again.
  };

  /// Enters a pass for each group that meets none that has begun. Passes that were entered and have
  /// not begun are withdrawn, for what they would do is out of date: also when there is no group.
  Admission admit(std::vector<Neighbours> groups);

  /// The pass begins; how many passes its group had before. Nothing: it was withdrawn.
  std::optional<std::size_t> begin(Ticket ticket);
  void ended(Ticket ticket);

  /// How many passes take long.
  std::size_t slow() const;

  /// Whether each of `names` had a pass, or has one that takes long: nobody waits for it.
  bool all_tried(const Group& names) const;

  /// Forgets environments that are not among `names`.
  void keep(const Group& names);

 private:
  struct Pass {
    Ticket ticket = 0;
    Neighbours group{};
    bool begun = false;
    std::size_t rounds = 0;  ///< That came while it was under way.
  };
  struct Past {
    std::size_t passes = 0;
    Ticket last = 0;
    bool tried = false;
    bool told = false;  ///< That it takes long.
  };

  Ticket last_of(const Neighbours& group) const;
  void note_round(const std::map<Ticket, Group>& left_out, Admission& admission);
  std::list<Pass>::iterator find(Ticket ticket);

  mutable std::mutex busy_{};
  Ticket next_ = 1;
  std::list<Pass> passes_{};
  std::map<EnvironmentName, Past> past_{};
};

}  // namespace pgberth
