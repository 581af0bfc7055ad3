#pragma once

#include "reconciler/model/checkup.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// `text`, if it can only be a name; else "".
std::string name_in(const std::string& text);

/// What a check is about that says how often the token may still be used, where that is counted.
inline constexpr std::string_view kTokenUses = "uses of the token";

/// How a token is used.
struct TokenUse {
  bool drawn_anew = false;  ///< A log-in draws another one when it ends.
  std::size_t calls = 0;    ///< What one pass may come to.
};

/// What Vault tells of our own token (`data` of lookup-self): who we are, and whether it lasts.
std::vector<Check> token_checks(const nlohmann::json& data, const TokenUse& use);

}  // namespace pgberth
