#include "reconciler/desired/discovery/parameters.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <utility>

namespace pgberth::discovery {
namespace {

constexpr std::size_t kMostSteps = 30;  // As deep as Helm goes.

Error refused(std::string_view name, std::string_view why, const SourcePos& at) {
  return {.code = Code::ManifestRefused,
          // What stands behind a "=" was meant to be the value.
          .what = "parameter \"" + std::string(name.substr(0, name.find('='))) + "\" " +
                  std::string(why),
          .where = at,
          .hint = "Write it as for helm --set: a.b, a\\.b for a dot, a[0] for a place."};
}

/// Helm takes these words in any case.
bool is_word(std::string_view text, std::string_view word) {
  return std::ranges::equal(text, word, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

Kind kind_of(std::string_view text) {
  if (is_word(text, "true") || is_word(text, "false")) return Kind::Bool;
  if (is_word(text, "null")) return Kind::Null;
  if (text == "0") return Kind::Int;
  if (text.empty() || text.front() == '0') return Kind::String;
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = error == std::errc{} && end == digits.data() + digits.size();
  return whole && !(text.size() > digits.size() && digits.starts_with('-')) ? Kind::Int
                                                                            : Kind::String;
}

ValuePtr scalar_of(std::string text, bool force_string, const SourcePos& at) {
  Value value{.kind = force_string ? Kind::String : kind_of(text), .at = at, .text = {}};
  value.quoted = value.kind == Kind::String;
  if (value.text = std::move(text); value.kind == Kind::Bool)
    value.text = is_word(value.text, "true") ? "true" : "false";
  if (value.kind == Kind::Null) value.text = "null";
  return std::make_shared<const Value>(std::move(value));
}

/// Takes `text` up to one of `ends`, which a backslash makes an ordinary character.
std::string take_until(std::string_view& text, std::string_view ends) {
  std::string taken;
  while (!text.empty() && ends.find(text.front()) == std::string_view::npos) {
    if (text.front() == '\\' && text.size() > 1) text.remove_prefix(1);
    taken += text.front();
    text.remove_prefix(1);
  }
  return taken;
}

}  // namespace

Result<std::vector<ValueStep>> parameter_path(std::string_view name, const SourcePos& at) {
  std::vector<ValueStep> steps;
  std::string_view rest = name;
  while (!rest.empty()) {
    std::string key = take_until(rest, ".[=,");
    if (rest.starts_with('=') || rest.starts_with(','))
      return refused(name, "has a character that Helm reads as the end of a name", at);
    if (key.empty()) return refused(name, "names an empty key", at);
    steps.emplace_back(std::move(key));
    while (rest.starts_with('[')) {
      std::size_t place = 0;
      const std::size_t end = rest.find(']');
      if (end == std::string_view::npos) return refused(name, "has a bracket left open", at);
      const char* const last = rest.data() + end;
      const auto [parsed, error] = std::from_chars(rest.data() + 1, last, place);
      if (error != std::errc{} || parsed != last || place > kMostPlaces)
        return refused(name, "has no place of a list between its brackets", at);
      steps.emplace_back(place);
      rest.remove_prefix(end + 1);
    }
    if (steps.size() > kMostSteps) return refused(name, "leads deeper than Helm goes", at);
    if (rest.empty()) break;
    if (rest.front() != '.' || rest.size() == 1)
      return refused(name, "does not go on after a key", at);
    rest.remove_prefix(1);
  }
  if (steps.empty()) return refused(name, "is empty", at);
  return steps;
}

/// Argo CD puts a backslash before every comma, so that only "{…}" is a list.
ValuePtr parameter_value(std::string_view text, bool force_string, const SourcePos& at) {
  if (!text.starts_with('{') || !text.ends_with('}') || text.size() < 2) {
    std::string whole;
    while (!text.empty()) whole += take_until(text, "");
    return scalar_of(std::move(whole), force_string, at);
  }
  text = text.substr(1, text.size() - 2);
  Value list{.kind = Kind::Sequence, .at = at};
  while (!text.empty()) {
    list.children.push_back({.value = scalar_of(take_until(text, ","), force_string, at)});
    if (text.starts_with(',')) text.remove_prefix(1);
  }
  return std::make_shared<const Value>(std::move(list));
}

}  // namespace pgberth::discovery
