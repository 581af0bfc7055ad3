#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/model/document.h"
#include "reconciler/text/value.h"

#include <optional>
#include <string_view>

namespace pgberth::phalanx {

/// The text that stands there; nothing when it is absent, null or empty, and nothing with a
/// WrongType finding about `what` when it is of another kind.
std::optional<Text> written_text(const ValuePtr& value, std::string_view what, Findings& findings);

}  // namespace pgberth::phalanx
