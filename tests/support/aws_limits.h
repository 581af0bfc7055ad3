#pragma once

#include <nlohmann/json.hpp>

#include "tests/support/aws_answers.h"
#include <optional>
#include <string>

namespace pgberth {

/// What Secrets Manager refuses before it looks whose entry it is. moto takes most of this.
std::optional<AwsAnswer> out_of_limits(const std::string& action, const nlohmann::json& request);

}  // namespace pgberth
