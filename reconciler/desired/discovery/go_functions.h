#pragma once

#include "reconciler/text/value.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth::discovery {

/// The text that a Go template prints for a scalar of parameters, where every number is a float;
/// nothing for what it prints in a form of its own (lists, mappings, null).
std::optional<std::string> printed(const ValuePtr& value);

/// A text as a value.
ValuePtr text_value(std::string text);

/// `name` as Argo CD makes a name of Kubernetes of it.
std::string normalized(std::string_view name);

/// What the function `name` makes of `arguments`; nothing when it is not known here or does not
/// take these: index, default, lower, upper, trim, trimPrefix, trimSuffix, replace, quote, squote,
/// toString, normalize.
std::optional<ValuePtr> call(std::string_view name, const std::vector<ValuePtr>& arguments);

}  // namespace pgberth::discovery
