#include "reconciler/adapters/file/component.h"

#include <cstddef>

namespace pgberth {
namespace {

constexpr std::size_t kMaxComponentBytes = 255;
constexpr std::string_view kDigits = "0123456789ABCDEF";

bool stands_for_itself(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

Error invalid(const std::string& what) {
  return {.code = Code::EntryNameInvalid,
          .what = what,
          .hint = "Use another name for the entry or key."};
}

std::string encode(std::string_view text) {
  std::string name;
  for (const char c : text) {
    if (stands_for_itself(c) && !(c == '.' && name.empty())) {
      name += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    name += {'%', kDigits[byte >> 4u], kDigits[byte & 0xfu]};
  }
  return name;
}

}  // namespace

Result<std::string> component_of(std::string_view text) {
  if (text.empty()) return invalid("the name of an entry or key is empty");
  if (text.find('\0') != std::string_view::npos)
    return invalid("the name of an entry or key has a NUL byte");
  auto name = encode(text);
  if (name.size() > kMaxComponentBytes)
    return invalid("the name that begins with \"" + std::string(text.substr(0, 40)) + "\" takes " +
                   std::to_string(name.size()) + " bytes as a file name, which holds 255");
  return name;
}

std::optional<std::string> text_of_component(std::string_view name) {
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] != '%') {
      text += name[i];
      continue;
    }
    if (i + 2 >= name.size()) return std::nullopt;
    const auto high = kDigits.find(name[i + 1]);
    const auto low = kDigits.find(name[i + 2]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    text += static_cast<char>(high * 16 + low);
    i += 2;
  }
  // Only what component_of itself would have written: else two names would mean one text.
  const auto again = component_of(text);
  if (!again || *again != name) return std::nullopt;
  return text;
}

}  // namespace pgberth
