#include "reconciler/desired/discovery/go_template.h"

#include "reconciler/desired/discovery/go_functions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace pgberth::discovery {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";
constexpr std::size_t kLongest = std::size_t{1024} * 1024;  ///< Of what is made of one text.
constexpr int kDeepest = 20;

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// What one pair of braces says. Throws nothing; `problem` tells the first thing that is not known.
class Expression {
 public:
  Expression(std::string_view text, const ValuePtr& params) : rest_(text), params_(params) {}

  std::optional<std::string> text() {
    const ValuePtr value = pipeline(0);
    skip();
    if (problem_.empty() && !rest_.empty()) fail("has \"" + std::string(rest_) + "\" left over");
    if (!problem_.empty()) return std::nullopt;
    auto shown = printed(value);
    if (!shown) fail(value ? "is no text" : "names nothing that is there");
    return shown;
  }

  const std::string& problem() const { return problem_; }

 private:
  void skip() { rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlanks), rest_.size())); }

  ValuePtr fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
    return nullptr;
  }

  ValuePtr pipeline(int depth) {
    if (depth > kDeepest) return fail("is nested too deeply");
    ValuePtr value = command(depth, std::nullopt);
    for (skip(); problem_.empty() && rest_.starts_with('|'); skip()) {
      rest_.remove_prefix(1);
      value = command(depth, value);
    }
    return value;
  }

  /// A function with its arguments, the last of them from the left of a bar; or one value.
  ValuePtr command(int depth, const std::optional<ValuePtr>& last) {
    skip();
    std::size_t length = 0;
    while (length < rest_.size() && is_name(rest_[length])) ++length;
    const std::string_view name = rest_.substr(0, length);
    const bool function = !name.empty() && !(name[0] >= '0' && name[0] <= '9') && name != "true" &&
                          name != "false" && name != "nil";
    if (!function) {
      if (last) return fail("hands a value to what is no function");
      return argument(depth);
    }
    rest_.remove_prefix(length);
    std::vector<ValuePtr> arguments;
    for (skip(); problem_.empty() && !rest_.empty() && rest_[0] != '|' && rest_[0] != ')'; skip())
      arguments.push_back(argument(depth));
    if (last) arguments.push_back(*last);
    if (!problem_.empty()) return nullptr;
    const auto value = call(name, arguments);
    return value ? *value : fail("uses \"" + std::string(name) + "\" in a way not known here");
  }

  ValuePtr argument(int depth) {
    if (rest_.empty()) return fail("is empty");
    const char first = rest_.front();
    if (first == '.' || rest_.starts_with("$.")) return field();
    if (first == '"' || first == '`') return quoted(first);
    if (first == '(') {
      rest_.remove_prefix(1);
      ValuePtr value = pipeline(depth + 1);
      skip();
      if (!rest_.starts_with(')')) return fail("has a parenthesis left open");
      rest_.remove_prefix(1);
      return rest_.starts_with('.') ? fields_of(std::move(value)) : value;
    }
    if (first >= '0' && first <= '9') return number();
    return fail("has \"" + std::string(rest_.substr(0, 20)) + "\", which is not known here");
  }

  ValuePtr field() {
    if (rest_.front() == '$') rest_.remove_prefix(1);
    if (rest_.size() == 1 || !is_name(rest_[1])) {
      rest_.remove_prefix(1);
      return params_;
    }
    return fields_of(params_);
  }

  ValuePtr fields_of(ValuePtr value) {
    while (rest_.size() > 1 && rest_[0] == '.' && is_name(rest_[1])) {
      std::size_t length = 1;
      while (length < rest_.size() && is_name(rest_[length])) ++length;
      value = child_of(value, rest_.substr(1, length - 1));
      rest_.remove_prefix(length);
    }
    return value;
  }

  ValuePtr quoted(char quote) {
    std::string text;
    for (rest_.remove_prefix(1); !rest_.empty() && rest_[0] != quote; rest_.remove_prefix(1)) {
      if (quote == '"' && rest_[0] == '\\') {
        if (rest_.size() < 2 || (rest_[1] != '"' && rest_[1] != '\\'))
          return fail("has an escape that is not known here");
        rest_.remove_prefix(1);
      }
      text += rest_[0];
    }
    if (rest_.empty()) return fail("has a quote left open");
    rest_.remove_prefix(1);
    return text_value(std::move(text));
  }

  ValuePtr number() {
    std::size_t length = 0;
    while (length < rest_.size() && rest_[length] >= '0' && rest_[length] <= '9') ++length;
    std::string digits(rest_.substr(0, length));
    rest_.remove_prefix(length);
    if (length > 9 || (!rest_.empty() && (is_name(rest_[0]) || rest_[0] == '.')))
      return fail("has a number that is not known here");
    return std::make_shared<const Value>(
        Value{.kind = Kind::Int, .at = {}, .text = std::move(digits)});
  }

  std::string_view rest_;
  const ValuePtr& params_;
  std::string problem_{};
};

/// A template may hold a password as a literal: none is repeated.
std::string without_literals(std::string_view text) {
  std::string shown;
  char quote = 0;
  for (const char c : text) {
    if (quote == 0) shown += c;
    if (quote == 0 && (c == '"' || c == '`' || c == '\''))
      quote = c;
    else if (c == quote) {
      shown += c;
      quote = 0;
    }
  }
  return shown;
}

Error not_evaluated(std::string_view what, const std::string& why) {
  return {.code = Code::NotEvaluated,
          .what = "\"" + without_literals(what).substr(0, 80) + "\" " + why,
          .hint = "Name the environments in the settings."};
}

}  // namespace

std::string filled_plainly(std::string_view text, const ValuePtr& params) {
  std::string made;
  while (made.size() < kLongest) {
    const std::size_t open = text.find(kOpen);
    const std::size_t close =
        open == std::string_view::npos ? open : text.find(kClose, open + kOpen.size());
    if (close == std::string_view::npos) break;
    made += text.substr(0, open);
    const std::string_view whole = text.substr(open, close + kClose.size() - open);
    const ValuePtr value = child_of(params, without_blanks(whole.substr(2, whole.size() - 4)));
    made += value ? std::string_view(value->text) : whole;
    text.remove_prefix(close + kClose.size());
  }
  return made + std::string(text);
}

Result<std::string> filled_by_go(std::string_view text, const ValuePtr& params) {
  std::string made;
  for (;;) {
    const std::size_t open = text.find(kOpen);
    if (open == std::string_view::npos) return made + std::string(text);
    std::string_view before = text.substr(0, open);
    const std::size_t close = text.find(kClose, open + kOpen.size());
    if (close == std::string_view::npos) return not_evaluated(text.substr(open), "is left open");
    const std::string_view whole = text.substr(open, close + kClose.size() - open);
    std::string_view inside = whole.substr(2, whole.size() - 4);
    text.remove_prefix(close + kClose.size());
    if (inside.starts_with("- ")) {
      before = before.substr(0, before.find_last_not_of(kBlanks) + 1);
      inside.remove_prefix(1);
    }
    if (inside.ends_with(" -")) {
      text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
      inside.remove_suffix(1);
    }
    made += before;
    inside = without_blanks(inside);
    if (inside.starts_with("/*") && inside.ends_with("*/")) continue;
    Expression expression(inside, params);
    auto shown = expression.text();
    if (!shown) return not_evaluated(whole, expression.problem());
    made += *shown;
    if (made.size() > kLongest) return not_evaluated(whole, "makes too long a text");
  }
}

}  // namespace pgberth::discovery
