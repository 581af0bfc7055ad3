#include "tests/support/iam_condition.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

using Test = IamPolicy::Test;

constexpr std::size_t kArnParts = 6;

/// The parts of an ARN; the last one may have colons.
std::optional<std::array<std::string, kArnParts>> arn_parts(const std::string& arn) {
  std::array<std::string, kArnParts> parts;
  std::size_t from = 0;
  for (std::size_t part = 0; part + 1 < kArnParts; ++part) {
    const std::size_t colon = arn.find(':', from);
    if (colon == std::string::npos) return std::nullopt;
    parts.at(part) = arn.substr(from, colon - from);
    from = colon + 1;
  }
  parts.back() = arn.substr(from);
  return parts;
}

/// "StringNotLike" is "StringLike", the other way round.
bool is_negated(const Test& test) {
  return test.word.find("Not") != std::string::npos;
}

bool equals_one(const Test& test, const std::string& value) {
  const auto any = [&](auto&& is) { return std::ranges::any_of(test.values, is); };
  if (test.word == "StringEquals" || test.word == "StringNotEquals")
    return any([&](const std::string& wanted) { return value == wanted; });
  if (test.word.ends_with("IgnoreCase") || test.word == "Bool")
    return any([&](const std::string& wanted) { return lower_case(value) == lower_case(wanted); });
  if (test.word.starts_with("Arn"))
    return any([&](const std::string& wanted) { return is_like_arn(value, wanted); });
  return any([&](const std::string& wanted) { return is_like(value, wanted); });
}

bool fits(const Test& test, const std::string& value) {
  return equals_one(test, value) != is_negated(test);
}

}  // namespace

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool is_like(const std::string& text, const std::string& pattern) {
  std::size_t at = 0;
  std::size_t wanted = 0;
  std::size_t star = std::string::npos;  // The last one, and how far it reaches.
  std::size_t reach = 0;
  while (at < text.size()) {
    if (wanted < pattern.size() && pattern[wanted] == '*') {
      star = wanted++;
      reach = at;
    } else if (wanted < pattern.size() && (pattern[wanted] == '?' || pattern[wanted] == text[at])) {
      ++wanted;
      ++at;
    } else if (star != std::string::npos) {
      wanted = star + 1;
      at = ++reach;
    } else {
      return false;
    }
  }
  while (wanted < pattern.size() && pattern[wanted] == '*') ++wanted;
  return wanted == pattern.size();
}

bool is_like_arn(const std::string& arn, const std::string& pattern) {
  if (pattern == "*") return true;
  const auto parts = arn_parts(arn);
  const auto wanted = arn_parts(pattern);
  if (!parts || !wanted) return false;
  for (std::size_t part = 0; part < kArnParts; ++part)
    if (!is_like(parts->at(part), wanted->at(part))) return false;
  return true;
}

Test condition_test(const std::string& name, const std::string& key,
                    std::vector<std::string> values) {
  constexpr std::string_view all = "ForAllValues:";
  constexpr std::string_view any = "ForAnyValue:";
  constexpr std::string_view exists = "IfExists";
  constexpr std::array<std::string_view, 12> known{"StringEquals",
                                                   "StringNotEquals",
                                                   "StringEqualsIgnoreCase",
                                                   "StringNotEqualsIgnoreCase",
                                                   "StringLike",
                                                   "StringNotLike",
                                                   "ArnEquals",
                                                   "ArnNotEquals",
                                                   "ArnLike",
                                                   "ArnNotLike",
                                                   "Bool",
                                                   "Null"};
  Test test{.word = name, .key = lower_case(key), .values = std::move(values)};
  if (test.word.starts_with(all)) {
    test.over = Test::Over::All;
    test.word.erase(0, all.size());
  } else if (test.word.starts_with(any)) {
    test.over = Test::Over::Any;
    test.word.erase(0, any.size());
  }
  if (test.word.ends_with(exists)) {
    test.if_exists = true;
    test.word.erase(test.word.size() - exists.size());
  }
  if (std::ranges::count(known, test.word) == 0 || test.values.empty())
    throw std::invalid_argument("condition \"" + name + "\" is not known");
  const bool plain = test.over == Test::Over::One && !test.if_exists;
  if (test.word == "Null" && (!plain || test.values.size() != 1))
    throw std::invalid_argument("condition \"Null\" takes one value");
  return test;
}

bool meets(const IamRequest& request, const Test& test) {
  const std::vector<std::string>* found = nullptr;
  for (const auto& [key, values] : request.context)
    if (lower_case(key) == test.key && !values.empty()) found = &values;
  if (test.word == "Null") return (found == nullptr) == (test.values.front() == "true");
  if (found == nullptr)
    return test.if_exists || test.over == Test::Over::All ||
           (test.over == Test::Over::One && is_negated(test));
  const auto fit = [&](const std::string& value) { return fits(test, value); };
  if (test.over == Test::Over::All) return std::ranges::all_of(*found, fit);
  if (test.over == Test::Over::Any) return std::ranges::any_of(*found, fit);
  if (found->size() > 1)
    throw std::invalid_argument("condition key \"" + test.key + "\" has several values");
  return fit(found->front());
}

}  // namespace pgberth
