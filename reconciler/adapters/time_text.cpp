#include "reconciler/adapters/time_text.h"

#include <cstdio>
#include <ctime>

namespace pgberth {
namespace {

/// Of "+02:00" or "-0330"; none for Z.
std::optional<std::chrono::seconds> offset_of(const std::string& text) {
  if (text == "Z" || text == "z") return std::chrono::seconds{0};
  int hours = 0;
  int minutes = 0;
  char sign = '+';
  if (std::sscanf(text.c_str(), "%c%2d:%2d", &sign, &hours, &minutes) != 3) return std::nullopt;
  if (sign != '+' && sign != '-') return std::nullopt;
  const auto offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
  return sign == '-' ? -offset : offset;
}

}  // namespace

std::optional<std::chrono::sys_seconds> time_of(const std::string& text) {
  std::tm parts{};
  const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return std::nullopt;
  if (*rest == '.')
    for (++rest; *rest >= '0' && *rest <= '9';) ++rest;
  const auto offset = offset_of(rest);
  if (!offset) return std::nullopt;
  return std::chrono::sys_seconds{std::chrono::seconds{timegm(&parts)}} - *offset;
}

std::optional<std::chrono::sys_seconds> http_time_of(const std::string& text) {
  std::tm parts{};
  const char* rest = strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (rest == nullptr || *rest != '\0') return std::nullopt;
  return std::chrono::sys_seconds{std::chrono::seconds{timegm(&parts)}};
}

}  // namespace pgberth
