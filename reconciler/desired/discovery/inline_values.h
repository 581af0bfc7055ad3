#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/text/value.h"

#include <string>

namespace pgberth::discovery {

/// The values that the text of `scalar` is, as `helm.values` gives them; `manifest` is the text of
/// the file that the scalar stands in. In a literal block (`|`) every value and every problem has
/// the line and column that it has in the manifest, otherwise that of the scalar. nullptr when it
/// is no mapping; `findings` then say why. Empty text is an empty mapping.
ValuePtr inline_values(const Value& scalar, const std::string& manifest, Findings& findings);

}  // namespace pgberth::discovery
