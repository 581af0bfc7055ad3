#pragma once

#include "reconciler/base/source_pos.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace pgberth {

/// Line and column, from 1, of the byte at `offset`.
SourcePos position_of(std::string_view text, std::size_t offset, const Shared<std::string>& file);

/// Where the quote of the scalar at `offset` opens, when nothing closes it; else npos, as for every
/// scalar that is not in quotes. A tag and an anchor may stand before the scalar.
std::size_t unclosed_quote(std::string_view text, std::size_t offset);

}  // namespace pgberth
