#include "reconciler/desired/discovery/revision.h"

#include <algorithm>

namespace pgberth::discovery {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f');
}

/// "1.2", "v1.2.3-rc1"; not "1" and not "2024-spring".
bool is_version(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  return digits > 0 && digits + 1 < text.size() && text[digits] == '.' &&
         is_digit(text[digits + 1]);
}

}  // namespace

bool is_pinned(std::string_view revision) {
  const bool id = revision.size() >= 7 && revision.size() <= 64 &&
                  std::ranges::all_of(revision, is_hex) && std::ranges::any_of(revision, is_digit);
  return id || is_version(revision) || revision.starts_with("refs/tags/");
}

bool is_exact(std::string_view version) {
  return is_version(version) && version.find_first_of(" *xX<>=^~|,") == std::string_view::npos;
}

}  // namespace pgberth::discovery
