#pragma once

#include "tests/support/iam_policy.h"
#include <string>
#include <vector>

namespace pgberth {

/// Whether `text` is like `pattern`, where '*' stands for any characters and '?' for one.
bool is_like(const std::string& text, const std::string& pattern);

/// The same of ARNs: none of the first five parts reaches into the next.
bool is_like_arn(const std::string& arn, const std::string& pattern);

/// A line of a Condition: "ForAllValues:StringLikeIfExists", the key and its values.
/// Throws std::invalid_argument for what is not known.
IamPolicy::Test condition_test(const std::string& name, const std::string& key,
                               std::vector<std::string> values);

/// Whether the request's context meets it.
bool meets(const IamRequest& request, const IamPolicy::Test& test);

std::string lower_case(std::string text);

}  // namespace pgberth
