#include "reconciler/text/scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

namespace pgberth {
namespace {

constexpr std::array<std::string_view, 11> kTrue{"y",    "Y",    "yes", "Yes", "YES", "true",
                                                 "True", "TRUE", "on",  "On",  "ON"};
constexpr std::array<std::string_view, 11> kFalse{"n",     "N",     "no",  "No",  "NO", "false",
                                                  "False", "FALSE", "off", "Off", "OFF"};
constexpr std::array<std::string_view, 5> kNull{"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 9> kInfinite{".inf",  ".Inf",  ".INF",  "+.inf", "+.Inf",
                                                    "+.INF", "-.inf", "-.Inf", "-.INF"};
constexpr std::array<std::string_view, 3> kNotANumber{".nan", ".NaN", ".NAN"};

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& words, std::string_view text) {
  return std::ranges::find(words, text) != words.end();
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Cuts leading digits off `rest` and says how many there were.
std::size_t take_digits(std::string_view& rest) {
  std::size_t count = 0;
  while (count < rest.size() && is_digit(rest[count])) ++count;
  rest.remove_prefix(count);
  return count;
}

/// Whether `text` has the form of a decimal number: sign, digits, point, digits, exponent.
bool decimal_form(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  const std::size_t whole = take_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (take_digits(text) == 0 && whole == 0) return false;
  } else if (whole == 0) {
    return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    if (take_digits(text) == 0) return false;
  }
  return text.empty();
}

std::optional<double> decimal(std::string_view text) {
  if (!decimal_form(text)) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The base that a prefix names, with the prefix cut off.
int take_base(std::string_view& digits) {
  const auto prefixed = [&](std::string_view lower, std::string_view upper) {
    if (digits.size() < 3 || !(digits.starts_with(lower) || digits.starts_with(upper)))
      return false;
    digits.remove_prefix(2);
    return true;
  };
  if (prefixed("0x", "0X")) return 16;
  if (prefixed("0b", "0B")) return 2;
  if (prefixed("0o", "0O")) return 8;
  if (digits.size() > 1 && digits.starts_with('0')) {
    digits.remove_prefix(1);
    return 8;
  }
  return 10;
}

/// An integer with Go's prefixes. One that does not fit 64 bits is still a number.
std::optional<double> integer(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const int base = take_base(text);
  if (text.empty()) return std::nullopt;
  double number = 0;
  for (const char c : text) {
    int digit = 99;
    if (is_digit(c)) digit = c - '0';
    if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
    if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
    if (digit >= base) return std::nullopt;
    number = number * base + digit;
  }
  if (base == 10)  // Adding digit by digit rounds more than once.
    number = decimal(text).value_or(number);
  return negative ? -number : number;
}

/// Whether `text` is a date or a time as YAML has it, which Helm keeps as text: four digits and a
/// dash. What only begins like one has a dash where no number has one, so it is text as well.
bool date_form(std::string_view text) {
  return text.size() > 4 && std::ranges::all_of(text.substr(0, 4), is_digit) && text[4] == '-';
}

Typed number(std::string_view text) {
  if (date_form(text)) return {};
  std::string plain(text);
  std::erase(plain, '_');
  if (const auto value = integer(plain); value && std::isfinite(*value))
    return {.kind = Kind::Int, .number = *value};
  if (const auto value = decimal(plain)) return {.kind = Kind::Float, .number = *value};
  return {};
}

/// `digits` and a decimal exponent as %g prints them.
std::string plain_notation(std::string_view digits, int exponent) {
  if (exponent < 0)
    return "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + std::string(digits);
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) return std::string(digits) + std::string(whole - digits.size(), '0');
  return std::string(digits.substr(0, whole)) + "." + std::string(digits.substr(whole));
}

}  // namespace

Typed typed(std::string_view text) {
  if (one_of(kNull, text)) return {.kind = Kind::Null};
  if (one_of(kTrue, text)) return {.kind = Kind::Bool, .truth = true};
  if (one_of(kFalse, text)) return {.kind = Kind::Bool};
  if (one_of(kInfinite, text))
    return {.kind = Kind::Float, .number = std::numeric_limits<double>::infinity()};
  if (one_of(kNotANumber, text))
    return {.kind = Kind::Float, .number = std::numeric_limits<double>::quiet_NaN()};
  if (text.front() == '.') {
    const auto value = decimal(text);
    return value ? Typed{.kind = Kind::Float, .number = *value} : Typed{};
  }
  if (is_digit(text.front()) || text.front() == '+' || text.front() == '-') return number(text);
  return {};
}

Typed typed(const Value& node) {
  const bool scalar = node.kind != Kind::Sequence && node.kind != Kind::Mapping;
  if (!scalar || node.quoted || node.kind == Kind::String || node.is_null())
    return {.kind = node.kind};
  return typed(std::string_view(node.text));
}

std::string go_number(double value) {
  if (value == 0) return std::signbit(value) ? "-0" : "0";
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value),
                                 std::chars_format::scientific)
                       .ptr;
  const std::string_view shortest(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const std::size_t e = shortest.find('e');
  if (e == std::string_view::npos) return std::string(shortest);  // inf, nan
  std::string digits(shortest.substr(0, e));
  std::erase(digits, '.');
  int exponent = 0;
  const std::string_view written = shortest.substr(e + (shortest[e + 1] == '+' ? 2 : 1));
  std::from_chars(written.data(), written.data() + written.size(), exponent);
  const std::string sign = value < 0 ? "-" : "";
  if (exponent >= -4 && exponent < 6)  // Where Go's %v changes to an exponent.
    return sign + plain_notation(digits, exponent);
  return sign + std::string(shortest);
}

std::string json_key(std::string_view text, bool quoted) {
  if (quoted) return std::string(text);
  const Typed key = typed(text);
  switch (key.kind) {
    case Kind::Null:
      return {};
    case Kind::Bool:
      return key.truth ? "true" : "false";
    case Kind::Int: {
      std::array<char, 400> buffer{};
      const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), key.number,
                                     std::chars_format::fixed)
                           .ptr;
      return {buffer.data(), end};
    }
    case Kind::Float:
      return go_number(static_cast<double>(static_cast<float>(key.number)));
    case Kind::String:
    case Kind::Sequence:
    case Kind::Mapping:
      break;
  }
  return std::string(text);
}

}  // namespace pgberth
