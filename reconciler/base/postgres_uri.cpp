#include "reconciler/base/postgres_uri.h"

#include <string>

namespace pgberth {
namespace {

constexpr std::string_view kUnreserved =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      result += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    result += {'%', digits[byte >> 4u], digits[byte & 0xfu]};
  }
  return result;
}

}  // namespace

Secret postgres_uri(const UriParts& parts) {
  return Secret{"postgresql://" + encoded(parts.username) + ":" + encoded(parts.password) + "@" +
                encoded(parts.host) + (parts.port.empty() ? "" : ":" + encoded(parts.port)) + "/" +
                encoded(parts.database)};
}

}  // namespace pgberth
