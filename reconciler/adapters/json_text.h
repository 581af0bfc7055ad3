#pragma once

#include "reconciler/base/secret.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace pgberth {

/// A value of JSON as others read it from a secret: text as it stands, a number or boolean as JSON
/// writes it, null as nothing, what is nested as JSON in one line. Nothing: it is a number that was
/// not read with all of its digits, or that was not written as it would be now.
std::optional<Secret> text_of(const nlohmann::json& value);

}  // namespace pgberth
