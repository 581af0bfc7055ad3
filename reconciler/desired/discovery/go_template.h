#pragma once

#include "reconciler/base/result.h"
#include "reconciler/text/value.h"

#include <string>
#include <string_view>

namespace pgberth::discovery {

/// `text` with each `{{name}}` in it replaced by the text that `params` has under that key. What
/// names nothing stays as it is, as Argo CD leaves it.
std::string filled_plainly(std::string_view text, const ValuePtr& params);

/// `text` as a Go template over `params`: fields (`.path.basename`), `index`, literals, and a few
/// functions of text that mean the same everywhere (go_functions.h).
/// Error: NotEvaluated, with why, for everything else, and for a field that is not there.
Result<std::string> filled_by_go(std::string_view text, const ValuePtr& params);

}  // namespace pgberth::discovery
