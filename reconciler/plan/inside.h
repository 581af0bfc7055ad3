#pragma once

#include "reconciler/plan/draft.h"

namespace pgberth {

/// Schema, privileges and extensions of a database that is being built.
void plan_furnishing(const ClaimView& view, const Berth& berth, Draft& draft, Notebook& notes);

/// The same for a database under its final name: only what a look inside found missing, and
/// nothing while others live in its schema.
void plan_completion(const ClaimView& view, const Berth& berth, Draft& draft, Notebook& notes);

}  // namespace pgberth
