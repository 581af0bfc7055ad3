#pragma once

#include "reconciler/base/result.h"

#include <string>
#include <string_view>

namespace pgberth {

/// The page of ERRORS.md for `text`: "E501", "e501" or "501".
/// Error UnknownCode, with codes that look alike.
Result<std::string> page_of(std::string_view text);

/// All codes with their titles, a line each.
std::string list_of_codes();

}  // namespace pgberth
