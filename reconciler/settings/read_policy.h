#pragma once

#include "reconciler/desired/environment.h"
#include "reconciler/text/section.h"

namespace pgberth {

/// The `policy` of an environment, each word with its place; what is not said is as values say.
Policy read_policy(Section section);

}  // namespace pgberth
