#include "reconciler/base/logins.h"

#include <algorithm>
#include <string_view>

namespace pgberth {

std::string without_logins(std::string text) {
  constexpr std::string_view scheme = "://";
  constexpr std::string_view shown = "\xe2\x80\xa6";
  for (std::size_t at = text.find(scheme); at != std::string::npos; at = text.find(scheme, at)) {
    at += scheme.size();
    const std::size_t end = std::min(text.find_first_of("/?# \t\n\"'", at), text.size());
    const std::size_t sign = text.substr(0, end).rfind('@');
    if (sign == std::string::npos || sign < at) continue;
    text.replace(at, sign - at, shown);
  }
  return text;
}

}  // namespace pgberth
