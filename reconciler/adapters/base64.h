#pragma once

#include "reconciler/base/secret.h"

#include <optional>
#include <string>
#include <string_view>

namespace pgberth {

/// `bytes` in base64 (RFC 4648, with padding).
std::string to_base64(std::string_view bytes);

/// The bytes that `text` stands for; line breaks in it do not count. Nothing when it is no base64.
std::optional<Secret> from_base64(std::string_view text);

}  // namespace pgberth
