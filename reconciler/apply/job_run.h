#pragma once

#include "reconciler/apply/apply.h"

namespace pgberth {

/// Runs the steps of one job in order, under its locks. A failed step ends the job, but for an
/// extension, and a login, which keeps only the ready marks from being set.
std::vector<Outcome> run_job(const Job& job, const Means& means, Progress& progress);

}  // namespace pgberth
