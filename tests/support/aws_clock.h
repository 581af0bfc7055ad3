#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace pgberth {

/// As the header Date says it: "Sun, 22 Nov 2026 15:00:00 GMT".
std::string http_date(std::chrono::sys_seconds time);

/// As the header X-Amz-Date says it: "20261122T150000Z".
std::string stamp_of(std::chrono::sys_seconds time);

/// What AWS says to a request of `stamp` when it is `now`; nothing within five
/// minutes.
std::optional<std::string> not_now(const std::string& stamp, std::chrono::sys_seconds now);

}  // namespace pgberth
