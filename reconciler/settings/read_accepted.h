#pragma once

#include "reconciler/model/accepted.h"
#include "reconciler/text/section.h"

#include <optional>

namespace pgberth {

/// One item of `accept`. Nothing, with a finding, when it is not whole, names an error, which
/// cannot be accepted, or a day that is none.
std::optional<Accepted> read_accepted(Section& section);

}  // namespace pgberth
