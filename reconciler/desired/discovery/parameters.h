#pragma once

#include "reconciler/base/result.h"
#include "reconciler/desired/overlay.h"

#include <string>
#include <string_view>
#include <vector>

namespace pgberth::discovery {

/// The path that the name of a Helm parameter says: "a.b\.c[0].d" is a, "b.c", place 0, d.
/// Error: ManifestRefused, for names that Helm cannot follow.
Result<std::vector<ValueStep>> parameter_path(std::string_view name, const SourcePos& at);

/// What the text of a parameter means to Helm: a number, a boolean, null, or text; "{a,b}" is a
/// list. With `force_string` always text. Every value stands at `at`.
ValuePtr parameter_value(std::string_view text, bool force_string, const SourcePos& at);

}  // namespace pgberth::discovery
