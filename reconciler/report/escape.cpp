#include "reconciler/report/escape.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <utility>

namespace pgberth {
namespace {

struct Character {
  char32_t code = 0;
  std::size_t length = 0;  ///< 0: the bytes here are not UTF-8.
};

bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0u) == 0x80u;
}

/// The character at `at`; overlong forms and surrogates are none.
Character character(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {.code = lead, .length = 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return {};
  char32_t code = lead & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(text, at + i)) return {};
    code = (code << 6u) | (static_cast<unsigned char>(text[at + i]) & 0x3fu);
  }
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest.at(length) || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    return {};
  return {.code = code, .length = length};
}

struct Range {
  char32_t first;
  char32_t last;
};

/// Characters that show nothing, or make others show elsewhere.
constexpr std::array kHidden{
    Range{0x00, 0x1f},     Range{0x7f, 0x9f},       Range{0xad, 0xad},     Range{0x61c, 0x61c},
    Range{0x115f, 0x1160}, Range{0x180e, 0x180e},   Range{0x200b, 0x200f}, Range{0x2028, 0x202e},
    Range{0x2060, 0x206f}, Range{0x3164, 0x3164},   Range{0xfe00, 0xfe0f}, Range{0xfeff, 0xfeff},
    Range{0xfff0, 0xfffb}, Range{0xe0000, 0xe0fff},
};

std::string hexadecimal(std::uint32_t value, std::size_t least_digits) {
  std::string digits;
  for (; value != 0 || digits.size() < least_digits; value >>= 4u)
    digits.insert(digits.begin(), "0123456789abcdef"[value & 0xfu]);
  return digits;
}

std::string escaped(char32_t code) {
  if (code == '\n') return "\\n";
  if (code == '\r') return "\\r";
  if (code == '\t') return "\\t";
  if (code < 0x80) return "\\x" + hexadecimal(code, 2);
  return "\\u{" + hexadecimal(code, 1) + "}";
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80 || c == ' ' || c == '/' || c == '.' || c == '-';
}

}  // namespace

std::string printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Character here = character(text, at);
    if (here.length == 0) {
      shown += "\\x" + hexadecimal(static_cast<unsigned char>(text[at]), 2);
      ++at;
      continue;
    }
    const bool hidden = std::ranges::any_of(kHidden, [&](const Range& range) {
      return here.code >= range.first && here.code <= range.last;
    });
    shown += hidden ? escaped(here.code) : std::string(text.substr(at, here.length));
    at += here.length;
  }
  // "::name" at the beginning of a line is a command for GitHub's runners; "::1" is an address.
  const std::size_t first = shown.find_first_not_of(' ');
  if (first != std::string::npos && shown.compare(first, 2, "::") == 0 &&
      first + 2 < shown.size() && std::isalpha(static_cast<unsigned char>(shown[first + 2])) != 0)
    shown.replace(first, 1, "\\x3a");
  return without_commands(std::move(shown), "\\x23");
}

std::string without_commands(std::string text, std::string_view number_sign) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (auto at = text.find("##"); at != std::string::npos; at = text.find("##", at + 1)) {
    const auto end = text.find_first_not_of(letters, at + 2);
    if (end != std::string::npos && text[end] == '[') text.replace(at + 1, 1, number_sign);
  }
  return text;
}

std::string xml_text(std::string_view text) {
  std::string shown;
  for (const char c : printable(text)) {
    if (c == '&')
      shown += "&amp;";
    else if (c == '<')
      shown += "&lt;";
    else if (c == '>')
      shown += "&gt;";
    else if (c == '"')
      shown += "&quot;";
    else if (c == '\'')
      shown += "&#39;";
    else
      shown += c;
  }
  // Two characters that are in Unicode and not in XML.
  for (const std::string_view none : {"\xef\xbf\xbe", "\xef\xbf\xbf"})
    for (auto at = shown.find(none); at != std::string::npos; at = shown.find(none, at))
      shown.replace(at, none.size(), "\xef\xbf\xbd");
  return shown;
}

std::string mermaid_text(std::string_view text) {
  std::string shown;
  for (const char c : printable(text))
    shown +=
        is_plain(c) ? std::string(1, c) : "#" + std::to_string(static_cast<unsigned char>(c)) + ";";
  return shown;
}

std::string csv_field(std::string_view text) {
  std::string shown = printable(text);
  const std::string_view begin =
      std::string_view(shown).substr(std::min(shown.find_first_not_of(' '), shown.size()));
  constexpr std::array<std::string_view, 8> formulas{
      "=", "+", "-", "@", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
  if (std::ranges::any_of(formulas, [&](std::string_view sign) { return begin.starts_with(sign); }))
    shown.insert(shown.begin(), '\'');
  if (shown.find_first_of(",;\"\\' ") == std::string::npos) return shown;
  std::string quoted = "\"";
  for (const char c : shown) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && continues(text, most)) --most;
  return std::string(text.substr(0, most)) + "\xe2\x80\xa6";
}

std::string markdown_code(std::string_view text, std::size_t most) {
  std::string span = "`";
  for (const char c : shortened(printable(text), most)) {
    if (c == '`' || c == '|')
      span += "\\x" + hexadecimal(static_cast<unsigned char>(c), 2);
    else
      span += c;
  }
  return text.empty() ? std::string() : span + "`";
}

std::string github_message(std::string_view text) {
  std::string message;
  for (const char c : printable(text)) message += c == '%' ? "%25" : std::string(1, c);
  return message;
}

std::string github_property(std::string_view text) {
  std::string property;
  for (const char c : github_message(text))
    property += c == ':' ? "%3A" : c == ',' ? "%2C" : std::string(1, c);
  return property;
}

std::string relative_uri(std::string_view path) {
  std::string uri;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    if (plain)
      uri += c;
    else
      uri += std::string("%") + "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4u] +
             "0123456789ABCDEF"[static_cast<unsigned char>(c) & 0xfu];
  }
  while (uri.starts_with('/')) uri.erase(0, 1);
  return uri;
}

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u; }));
}

}  // namespace pgberth
