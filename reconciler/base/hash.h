#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pgberth {

/// FNV-1a, 64 bits: the same on every machine and in every version. Not for secrets.
constexpr std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = 14695981039346656037u;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211u;
  }
  return hash;
}

/// `value` as 16 hexadecimal digits.
inline std::string hex(std::uint64_t value) {
  std::string text(16, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4u)
    *digit = "0123456789abcdef"[value & 0xfu];
  return text;
}

}  // namespace pgberth
