#pragma once

#include "reconciler/apply/apply.h"

namespace pgberth {

/// Runs the steps of one job in order, under its locks. A failed step ends the job; a failed
/// extension does not, because it must not cost a service its database.
std::vector<Outcome> run_job(const Job& job, const Means& means, Progress& progress);

}  // namespace pgberth
