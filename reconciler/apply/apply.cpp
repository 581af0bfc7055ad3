#include "reconciler/apply/apply.h"

#include "reconciler/apply/job_run.h"
#include "reconciler/base/parallel.h"

#include <algorithm>
#include <mutex>

namespace pgberth {
namespace {

/// Passes the end of steps on, one at a time.
class OneAtATime final : public Progress {
 public:
  explicit OneAtATime(Progress* inner) : inner_(inner) {}

  void ended(const Job& job, const Step& step, const Outcome& outcome) override {
    if (inner_ == nullptr) return;
    const std::scoped_lock lock(mutex_);
    inner_->ended(job, step, outcome);
  }

 private:
  Progress* inner_;
  std::mutex mutex_{};
};

bool over(const Means& means) {
  return means.stop.stop_requested() ||
         (means.deadline && means.world.clock().now() >= *means.deadline);
}

}  // namespace

bool Applied::all_done() const {
  return std::ranges::all_of(outcomes, [](const std::vector<Outcome>& of_job) {
    return std::ranges::all_of(of_job, [](const Outcome& outcome) {
      return outcome.result == StepResult::Done || outcome.result == StepResult::AlreadyThere ||
             outcome.result == StepResult::NotAllowed;
    });
  });
}

std::size_t Applied::not_begun() const {
  const auto skipped = [](const std::vector<Outcome>& of_job) {
    return std::ranges::all_of(
        of_job, [](const Outcome& outcome) { return outcome.result == StepResult::Skipped; });
  };
  return static_cast<std::size_t>(std::ranges::count_if(outcomes, skipped));
}

Applied apply(const Plan& plan, const Means& means) {
  OneAtATime progress(means.progress);
  if (means.progress != nullptr) means.progress->begins(plan);
  Applied applied;
  applied.outcomes.resize(plan.jobs.size());
  parallel_for(plan.jobs.size(), means.jobs_at_once, [&](std::size_t i) {
    const Job& job = plan.jobs[i];
    applied.outcomes[i] =
        over(means) ? std::vector<Outcome>(job.steps.size()) : run_job(job, means, progress);
  });
  return applied;
}

}  // namespace pgberth
