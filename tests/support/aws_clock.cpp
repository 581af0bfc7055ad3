#include "tests/support/aws_clock.h"

#include <array>
#include <ctime>

namespace pgberth {
namespace {

std::tm parts_of(std::chrono::sys_seconds time) {
  const std::time_t seconds = time.time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return parts;
}

}  // namespace

std::string stamp_of(std::chrono::sys_seconds time) {
  const std::tm parts = parts_of(time);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts)};
}

std::string http_date(std::chrono::sys_seconds time) {
  const std::tm parts = parts_of(time);
  std::array<char, 64> text{};
  return {text.data(),
          std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

std::optional<std::string> not_now(const std::string& stamp, std::chrono::sys_seconds now) {
  constexpr std::chrono::minutes most{5};
  std::tm parts{};
  const char* end = strptime(stamp.c_str(), "%Y%m%dT%H%M%SZ", &parts);
  if (end == nullptr || *end != '\0') return "Date must be in ISO-8601 'basic format'.";
  const std::chrono::sys_seconds sent{std::chrono::seconds{timegm(&parts)}};
  if (sent < now - most)
    return "Signature expired: " + stamp + " is now earlier than " + stamp_of(now - most) + " (" +
           stamp_of(now) + " - 5 min.)";
  if (sent > now + most)
    return "Signature not yet current: " + stamp + " is still later than " + stamp_of(now + most) +
           " (" + stamp_of(now) + " + 5 min.)";
  return std::nullopt;
}

}  // namespace pgberth
