#pragma once

#include "reconciler/text/value.h"

#include <string>

namespace pgberth {

/// Whether a Go template takes `value` for true: not there, null, false, 0, "" and empty
/// collections are false. The text "false" is true.
bool truthy(const ValuePtr& value);

/// Whether `value` is a text that a person reads as "no" and a template as "yes".
bool reads_as_no(const ValuePtr& value);

/// `value` as a Go template prints it: nothing for null, "1e+06" for a million.
std::string go_text(const ValuePtr& value);

}  // namespace pgberth
