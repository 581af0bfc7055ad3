#pragma once

#include <cstddef>
#include <string>

namespace pgberth {

/// No name or sentence that a person reads is longer.
inline constexpr std::size_t kLongestText = 1000;

/// `text` as it may be shown, whoever wrote it: of more than kLongestText bytes only the beginning,
/// how many there are, and the end. No character is cut apart.
std::string short_text(std::string text);

}  // namespace pgberth
