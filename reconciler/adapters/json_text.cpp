#include "reconciler/adapters/json_text.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr double kExact = 9007199254740992.0;  // 2^53; beyond, digits get lost.

/// How many digits a number has in `text`, zeros at its ends aside.
std::ptrdiff_t digits(const std::string& text) {
  return std::ranges::count_if(text.substr(0, text.find('e')),
                               [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<Secret> text_of(const Json& value) {
  if (value.is_null()) return Secret{};
  if (value.is_string()) return Secret{value.get_ref<const std::string&>()};
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (value.is_number_float() && (std::abs(value.get<double>()) >= kExact || digits(text) > 15 ||
                                  text.find('e') != std::string::npos))
    return std::nullopt;
  return Secret{text};
}

}  // namespace pgberth
