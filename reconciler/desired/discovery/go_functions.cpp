#include "reconciler/desired/discovery/go_functions.h"

#include "reconciler/text/scalar.h"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <utility>

namespace pgberth::discovery {
namespace {

using Texts = std::vector<std::string>;

constexpr std::size_t kLongestName = 253;
constexpr std::string_view kBlanks = " \t\r\n";

std::string mapped(std::string text, char first, char last, int by) {
  for (char& c : text)
    if (c >= first && c <= last) c = static_cast<char>(c + by);
  return text;
}

std::string trimmed(std::string_view text, std::string_view of) {
  const std::size_t begin = text.find_first_not_of(of);
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(of) - begin + 1));
}

std::string replaced(const std::string& from, const std::string& to, const std::string& text) {
  if (from.empty()) return text;
  std::string made;
  std::size_t at = 0;
  for (std::size_t next = text.find(from); next != std::string::npos; next = text.find(from, at)) {
    made += text.substr(at, next - at) + to;
    at = next + from.size();
  }
  return made + text.substr(at);
}

struct Function {
  std::string_view name;
  std::size_t arguments;
  std::string (*of)(const Texts& texts);
};

constexpr std::array kFunctions{
    Function{"lower", 1, [](const Texts& t) { return mapped(t[0], 'A', 'Z', 'a' - 'A'); }},
    Function{"normalize", 1, [](const Texts& t) { return normalized(t[0]); }},
    Function{"replace", 3, [](const Texts& t) { return replaced(t[0], t[1], t[2]); }},
    Function{"squote", 1, [](const Texts& t) { return "'" + t[0] + "'"; }},
    Function{"toString", 1, [](const Texts& t) { return t[0]; }},
    Function{"trim", 1, [](const Texts& t) { return trimmed(t[0], kBlanks); }},
    Function{
        "trimPrefix", 2,
        [](const Texts& t) { return t[1].starts_with(t[0]) ? t[1].substr(t[0].size()) : t[1]; }},
    Function{"trimSuffix", 2,
             [](const Texts& t) {
               return t[1].ends_with(t[0]) ? t[1].substr(0, t[1].size() - t[0].size()) : t[1];
             }},
    Function{"upper", 1, [](const Texts& t) { return mapped(t[0], 'a', 'z', 'A' - 'a'); }}};

bool is_ascii(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// What `index` finds: one step down for each further argument.
std::optional<ValuePtr> indexed(std::span<const ValuePtr> arguments) {
  if (arguments.empty()) return std::nullopt;
  ValuePtr value = arguments.front();
  for (const ValuePtr& step : arguments.subspan(1)) {
    if (!value || !step) return std::nullopt;
    if (value->is_mapping() && step->kind == Kind::String) {
      value = child_of(value, step->text);
    } else if (value->kind == Kind::Sequence && step->kind == Kind::Int) {
      const double place = typed(*step).number;
      if (place < 0 || place >= static_cast<double>(value->children.size())) return std::nullopt;
      value = value->children[static_cast<std::size_t>(place)].value;
    } else {
      return std::nullopt;
    }
  }
  return value;
}

/// What templates take for nothing. Zero and false are among it.
bool is_empty(const ValuePtr& value) {
  if (!value || value->is_null()) return true;
  if (value->kind == Kind::String) return value->text.empty();
  if (value->kind == Kind::Sequence || value->is_mapping()) return value->children.empty();
  const Typed meaning = typed(*value);
  return value->kind == Kind::Bool ? !meaning.truth : meaning.number == 0;
}

}  // namespace

std::optional<std::string> printed(const ValuePtr& value) {
  if (!value) return std::nullopt;
  switch (value->kind) {
    case Kind::String:
      return value->text;
    case Kind::Bool:
      return typed(*value).truth ? "true" : "false";
    case Kind::Int:
    case Kind::Float:
      return go_number(typed(*value).number);
    case Kind::Null:
    case Kind::Sequence:
    case Kind::Mapping:
      break;
  }
  return std::nullopt;
}

ValuePtr text_value(std::string text) {
  return std::make_shared<const Value>(
      Value{.kind = Kind::String, .quoted = true, .at = {}, .text = std::move(text)});
}

/// One letter beyond ASCII becomes one dash, however many bytes it has.
std::string normalized(std::string_view name) {
  std::string made;
  for (const char c : name) {
    const bool follows = (static_cast<unsigned char>(c) & 0xc0u) == 0x80u;
    if (follows) continue;
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool keeps = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ||
                       lower == '-' || lower == '.';
    made += keeps ? lower : '-';
  }
  if (made.size() > kLongestName) made.resize(kLongestName);
  return trimmed(made, "-.");
}

std::optional<ValuePtr> call(std::string_view name, const std::vector<ValuePtr>& arguments) {
  if (name == "index") return indexed(arguments);
  if (name == "default" && arguments.size() == 2)
    return is_empty(arguments[1]) ? arguments[0] : arguments[1];
  const auto function = std::ranges::find(kFunctions, name, &Function::name);
  if (function == kFunctions.end() || function->arguments != arguments.size()) return std::nullopt;
  Texts texts;
  for (const ValuePtr& argument : arguments) {
    // Go counts letters where we count bytes, and wants text where it gets numbers.
    const bool text = argument && (argument->kind == Kind::String || name == "toString");
    auto shown = text ? printed(argument) : std::nullopt;
    if (!shown || (!is_ascii(*shown) && (name == "lower" || name == "upper"))) return std::nullopt;
    texts.push_back(*std::move(shown));
  }
  return text_value(function->of(texts));
}

}  // namespace pgberth::discovery
