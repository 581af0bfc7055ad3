#pragma once

#include "reconciler/apply/apply.h"
#include "reconciler/model/accepted.h"
#include "reconciler/model/bounds.h"
#include "reconciler/model/inventory.h"
#include "reconciler/observed/observe.h"
#include "reconciler/plan/plan.h"

#include <stop_token>

namespace pgberth {

struct PassOptions {
  Depth depth = Depth::Deep;
  bool apply = false;
  bool inventory = false;            ///< Also list what is there, asked for or not.
  BoundsOf bounds{};                 ///< What environments may name.
  std::vector<Accepted> accepted{};  ///< Findings that are not told.
  Progress* progress = nullptr;
  std::size_t jobs_at_once = 4;
  std::stop_token stop{};  ///< Ends an apply after the jobs that have begun.
};

/// Everything that one pass saw, decided and did.
struct PassReport {
  Claims resolved{};
  State state{};
  Plan plan{};
  std::optional<Applied> applied{};
  std::optional<Inventories> inventories{};
  Findings findings{};       ///< All of them: reading, resolving, planning; sorted.
  std::size_t accepted = 0;  ///< Findings that the operator lives with; they are not among them.
};

/// One pass: observe entries → resolve → observe servers → plan → apply.
PassReport run_pass(Desired desired, World& world, const PassOptions& options);

}  // namespace pgberth
