#pragma once

#include <string_view>

namespace pgberth::phalanx {

inline constexpr std::string_view kPostgres = "postgres";

/// Whether `text` may become one part of a path: letters, digits, `.`, `_` and `-`, and neither
/// empty nor a step upwards. Whoever writes values is not trusted with more.
bool path_part(std::string_view text);

/// Whether `text` may be a path in Vault: parts as above with `/` between them.
bool vault_path(std::string_view text);

/// Whether Postgres keeps `text` as it is when it stands in SQL without quotes.
bool plain_identifier(std::string_view text);

}  // namespace pgberth::phalanx
