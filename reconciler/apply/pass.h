#pragma once

#include "reconciler/apply/apply.h"
#include "reconciler/model/accepted.h"
#include "reconciler/model/bounds.h"
#include "reconciler/model/inventory.h"
#include "reconciler/observed/observe.h"
#include "reconciler/plan/plan.h"

#include <chrono>
#include <optional>
#include <set>
#include <stop_token>
#include <vector>

namespace pgberth {

/// A job that was tried and had no effect, or not all of one, and why. The same job is not worth
/// another try before something has changed.
struct GivenUp {
  Job job;
  Error error;
};

/// What is told of it as long as it is not tried again.
Finding finding_of(const GivenUp& one);

struct PassOptions {
  Depth depth = Depth::Deep;
  Share share{};  ///< Of the databases, those that a deep look is for.
  bool apply = false;
  bool inventory = false;  ///< Also list what is there, asked for or not.
  BoundsOf bounds{};       ///< What environments may name.
  /// Environments that are only there to be compared with: nothing of theirs is looked at on
  /// servers, planned or told.
  std::set<EnvironmentName> resting{};
  std::vector<GivenUp> given_up{};   ///< Jobs that are told of instead of being planned.
  std::vector<Accepted> accepted{};  ///< Findings that are not told.
  RefusedLogins* refused = nullptr;  ///< Logins that are not tried again and again.
  EntryMemory* memory = nullptr;     ///< Of entries that need not be read again.
  Progress* progress = nullptr;
  std::size_t jobs_at_once = 4;
  std::stop_token stop{};           ///< Ends an apply after the jobs that have begun …
  bool stop_between_steps = false;  ///< … or after the steps in hand.
  std::optional<std::chrono::steady_clock::time_point> deadline{};  ///< The same, by the clock.
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

/// Whether everything about the claims of `environment` was evaluated; nullptr: of all of them.
/// What was not evaluated is never called agreement.
bool complete(const PassReport& report, const EnvironmentName* environment = nullptr);

/// The jobs of an apply that a server answered without doing anything (StepWithoutEffect), or whose
/// keys a store does not let pgberth add (KeyNotGranted).
std::vector<GivenUp> without_effect(const PassReport& report);

/// One pass: observe entries → resolve → observe servers → plan → apply.
PassReport run_pass(Desired desired, World& world, const PassOptions& options);

}  // namespace pgberth
