#include "reconciler/adapters/http/url.h"

#include <cstddef>

namespace pgberth {

std::string origin_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return "";
  const std::size_t begin = scheme + 3;
  const std::string authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  const std::size_t at = authority.rfind('@');
  return url.substr(0, begin) + (at == std::string::npos ? authority : authority.substr(at + 1));
}

std::string url_segment(std::string_view text) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  // "." and ".." would be taken for steps between folders.
  const bool dots = text == "." || text == "..";
  std::string segment;
  for (const char each : text) {
    if (plain.find(each) != std::string_view::npos && !dots) {
      segment += each;
      continue;
    }
    const auto byte = static_cast<unsigned char>(each);
    segment += '%';
    segment += digits[byte >> 4u];
    segment += digits[byte & 15u];
  }
  return segment;
}

RenamedUrl renamed(const std::string& url, const std::string& name) {
  const std::size_t begin = url.find("://") + 3;
  const std::size_t end = url.find_first_of("/?#", begin);
  const std::string authority = url.substr(begin, end - begin);
  const std::size_t bracket = authority.find(']');  // Of an IPv6 address.
  const std::size_t colon = authority.find(':', bracket == std::string::npos ? 0 : bracket);
  const std::string host = authority.substr(0, colon);
  const std::string port = colon == std::string::npos ? "" : authority.substr(colon + 1);
  return {.url = url.substr(0, begin) + name + (port.empty() ? "" : ":" + port) +
                 (end == std::string::npos ? "" : url.substr(end)),
          .connect_to = name + ":" + port + ":" + host + ":" + port};
}

}  // namespace pgberth
