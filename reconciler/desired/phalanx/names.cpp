#include "reconciler/desired/phalanx/names.h"

#include <algorithm>

namespace pgberth::phalanx {
namespace {

bool lower(char c) {
  return (c >= 'a' && c <= 'z') || c == '_';
}

bool digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

bool path_part(std::string_view text) {
  const auto allowed = [](char c) {
    return lower(c) || digit(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
  };
  return !text.empty() && text.size() <= 253 && text != "." && text != ".." &&
         std::ranges::all_of(text, allowed);
}

bool vault_path(std::string_view text) {
  for (;;) {
    const std::size_t slash = text.find('/');
    if (!path_part(text.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    text.remove_prefix(slash + 1);
  }
}

bool plain_identifier(std::string_view text) {
  return !text.empty() && lower(text.front()) &&
         std::ranges::all_of(text, [](char c) { return lower(c) || digit(c) || c == '$'; });
}

}  // namespace pgberth::phalanx
