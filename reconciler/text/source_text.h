#pragma once

#include "reconciler/base/finding.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pgberth {

/// Line and column, from 1, of the byte at `offset`.
SourcePos position_of(std::string_view text, std::size_t offset, const Shared<std::string>& file);

/// What is wrong when nothing closes the quote of the scalar at `offset`; nothing for a scalar that
/// is not in quotes. A tag and an anchor may stand before the scalar.
std::optional<Finding> quote_left_open(std::string_view text, std::size_t offset,
                                       const Shared<std::string>& file);

}  // namespace pgberth
