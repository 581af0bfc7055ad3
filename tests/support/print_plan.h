#pragma once

#include "reconciler/plan/plan.h"

#include <string>

namespace pgberth {

/// A plan in full, a line a step: what tests compare.
std::string print(const Plan& plan);

}  // namespace pgberth
