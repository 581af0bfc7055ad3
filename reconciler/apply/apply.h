#pragma once

#include "reconciler/model/world.h"
#include "reconciler/observed/observe.h"
#include "reconciler/plan/plan.h"

#include <chrono>
#include <optional>
#include <stop_token>
#include <vector>

namespace pgberth {

/// NotAllowed: a ready mark that the store lets only a person add; the credential is whole.
enum class StepResult { Done, AlreadyThere, NotAllowed, Failed, Skipped };

struct Outcome {
  StepResult result = StepResult::Skipped;
  std::optional<Error> error{};  ///< Of a step that failed or is not allowed.

  bool operator==(const Outcome&) const = default;
};

/// One outcome for each step of `Plan::jobs`, in the same order.
struct Applied {
  std::vector<std::vector<Outcome>> outcomes{};

  bool all_done() const;

  /// The number of jobs of which no step was tried.
  std::size_t not_begun() const;
};

/// Hears of the plan before its first step and of each step as it ends; calls come one at a time.
class Progress {
 public:
  virtual ~Progress() = default;
  virtual void begins(const Plan& plan) { (void)plan; }
  virtual void ended(const Job& job, const Step& step, const Outcome& outcome) = 0;
};

/// What `apply` needs beside the plan.
struct Means {
  World& world;
  const Claims& resolved;  ///< For the servers' admin logins.
  KnownSecrets known;      ///< For the admin logins; a service's password is read anew when used.
  Progress* progress = nullptr;
  std::size_t jobs_at_once = 4;
  std::stop_token stop{};  ///< When it asks for a stop, no more jobs begin.
  std::optional<std::chrono::steady_clock::time_point> deadline{};  ///< From then on, neither.
  /// Whether a stop ends a job after the step in hand; else a job that has begun is ended.
  bool stop_between_steps = false;
};

/// Runs every job that can run. A failed step ends its own job and no other. However a job ends, it
/// gives back what it borrowed.
Applied apply(const Plan& plan, const Means& means);

}  // namespace pgberth
