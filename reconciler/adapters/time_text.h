#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace pgberth {

/// "2026-01-31T12:00:00Z" as APIs write it (RFC 3339), also with fractions, which are dropped, and
/// with an offset. Nothing when it is no such time.
std::optional<std::chrono::sys_seconds> time_of(const std::string& text);

/// "Sat, 31 Jan 2026 12:00:00 GMT" as HTTP's headers write it. Nothing when it is no such time.
std::optional<std::chrono::sys_seconds> http_time_of(const std::string& text);

}  // namespace pgberth
