#pragma once

#include "reconciler/apply/pass.h"

#include <string>

namespace pgberth::testing {

/// What no output may ever show.
inline constexpr const char* kSampleSecret = "hunter2-hunter2";

/// Values that ask for five credentials: one that is new, one that is there, one of which only the
/// role is left, one in error and one whose entries say everything.
Desired sample_desired();

/// The values file that the positions of the samples are in.
std::string sample_values();

/// A pass over sample_desired() with a step of every kind and a finding of every severity.
PassReport sample_report();

/// The same after apply: steps done, already there, failed and skipped.
PassReport sample_applied();

/// The pass with an inventory: what nobody declares has hostile names, a server and a store did not
/// answer.
PassReport sample_inventory();

/// A pass that found nothing to do.
PassReport sample_agreement();

}  // namespace pgberth::testing
