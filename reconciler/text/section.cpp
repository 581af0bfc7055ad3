#include "reconciler/text/section.h"

#include "reconciler/text/scalar.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

namespace pgberth {
namespace {

constexpr int kHighestPort = 65535;

}  // namespace

Section::Section(ValuePtr node, std::string what, Findings& findings)
    : node_(std::move(node)), what_(std::move(what)), findings_(&findings) {
  if (!node_) return;
  at_ = node_->at;
  if (node_->is_mapping() || node_->is_null()) return;
  findings_->push_back(
      {.code = Code::BadSettings,
       .what = "\"" + what_ + "\" is " + std::string(to_string(node_->kind)) + ", not a mapping",
       .where = at_});
  node_ = nullptr;
  refused_ = true;
}

std::string Section::name_of(std::string_view key) const {
  return what_.empty() ? std::string(key) : what_ + "." + std::string(key);
}

SourcePos Section::at(std::string_view key) const {
  const ValuePtr value = child_of(node_, key);
  return value ? value->at : at_;
}

void Section::refuse(std::string_view key, const std::string& what, const std::string& hint) {
  findings_->push_back({.code = Code::BadSettings,
                        .what = "\"" + name_of(key) + "\" " + what,
                        .where = at(key),
                        .hint = hint});
}

std::optional<std::string> Section::text_of(const ValuePtr& value, const std::string& name) {
  const bool scalar =
      value->kind == Kind::String || value->kind == Kind::Int || value->kind == Kind::Float;
  if (scalar) return value->text;
  findings_->push_back(
      {.code = Code::BadSettings,
       .what = "\"" + name + "\" is " + std::string(to_string(value->kind)) + ", not text",
       .where = value->at,
       .hint = "Put it in quotes if it is meant as text."});
  return std::nullopt;
}

ValuePtr Section::value(std::string_view key) {
  known_.emplace(key);
  const ValuePtr found = child_of(node_, key);
  return found && found->is_null() ? nullptr : found;
}

std::string Section::text(std::string_view key) {
  const ValuePtr found = value(key);
  return found ? text_of(found, name_of(key)).value_or("") : "";
}

std::string Section::needed(std::string_view key) {
  const ValuePtr found = value(key);
  if (!found) {
    if (!refused_) refuse(key, "is missing");
    return "";
  }
  std::string text = text_of(found, name_of(key)).value_or("");
  if (text.empty() && found->kind == Kind::String) refuse(key, "is empty");
  return text;
}

std::string Section::word(std::string_view key) {
  const ValuePtr found = value(key);
  if (!found) return "";
  const bool sound =
      found->kind == Kind::String && !found->text.empty() &&
      std::ranges::none_of(found->text, [](unsigned char c) { return c <= 0x20 || c == 0x7f; });
  if (sound) return found->text;
  refuse(key, found->kind == Kind::String
                  ? "is empty or has blanks or control characters"
                  : "is " + std::string(to_string(found->kind)) + ", not text");
  return "";
}

std::string Section::needed_word(std::string_view key) {
  if (!value(key) && !refused_) refuse(key, "is missing");
  return word(key);
}

std::string Section::port(std::string_view key) {
  const ValuePtr found = value(key);
  if (!found) return "";
  int number = 0;
  const char* const end = found->text.data() + found->text.size();
  const auto [rest, failed] = std::from_chars(found->text.data(), end, number);
  const bool scalar = found->kind == Kind::Int || found->kind == Kind::String;
  if (scalar && failed == std::errc{} && rest == end && number > 0 && number <= kHighestPort)
    return std::to_string(number);
  refuse(key, "is no number from 1 to " + std::to_string(kHighestPort));
  return "";
}

std::size_t Section::number(std::string_view key, std::size_t otherwise, Range range) {
  const std::string said = text(key);
  if (said.empty()) return otherwise;
  std::size_t found = 0;
  const auto [rest, failed] = std::from_chars(said.data(), said.data() + said.size(), found);
  const bool whole = failed == std::errc{} && rest == said.data() + said.size();
  if (whole && found >= range.least && found <= range.most) return found;
  refuse(key, "must be a number from " + std::to_string(range.least) + " to " +
                  std::to_string(range.most) + ", not \"" + said + "\"");
  return otherwise;
}

std::string Section::one_of(std::string_view key, std::initializer_list<std::string_view> words) {
  std::string found = text(key);
  if (found.empty()) return std::string(*words.begin());
  if (std::ranges::find(words, found) != words.end()) return found;
  std::string all;
  for (const std::string_view word : words) all += (all.empty() ? "" : ", ") + std::string(word);
  refuse(key, "is \"" + found + "\", which is not known", "Choose one of: " + all + ".");
  return std::string(*words.begin());
}

bool Section::flag(std::string_view key, bool otherwise) {
  const ValuePtr found = value(key);
  if (!found) return otherwise;
  if (found->kind == Kind::Bool) return typed(*found).truth;
  refuse(key, "is " + std::string(to_string(found->kind)) + ", not true or false");
  return otherwise;
}

std::vector<std::string> Section::texts(std::string_view key) {
  const ValuePtr found = value(key);
  std::vector<std::string> list;
  if (!found) return list;
  if (found->kind == Kind::Mapping) {
    refuse(key, "is a mapping, not a list");
    return list;
  }
  if (found->kind != Kind::Sequence) {
    if (auto one = text_of(found, name_of(key))) list.push_back(*std::move(one));
    return list;
  }
  for (const Member& member : found->children)
    if (auto one = text_of(member.value, name_of(key) + "[" + std::to_string(list.size()) + "]"))
      list.push_back(*std::move(one));
  return list;
}

std::vector<ValuePtr> Section::items(std::string_view key) {
  const ValuePtr found = value(key);
  std::vector<ValuePtr> list;
  if (!found) return list;
  if (found->kind != Kind::Sequence)
    refuse(key, "is " + std::string(to_string(found->kind)) + ", not a list");
  else
    std::ranges::transform(found->children, std::back_inserter(list), &Member::value);
  return list;
}

std::vector<Member> Section::members(std::string_view key) {
  const ValuePtr found = value(key);
  if (!found) return {};
  if (found->is_mapping()) return found->children;
  refuse(key, "is " + std::string(to_string(found->kind)) + ", not a mapping");
  return {};
}

std::vector<Section> Section::sections(std::string_view key) {
  std::vector<Section> list;
  for (const ValuePtr& item : items(key))
    list.emplace_back(item, name_of(key) + "[" + std::to_string(list.size()) + "]", *findings_);
  return list;
}

Section Section::section(std::string_view key) {
  return {value(key), name_of(key), *findings_};
}

void Section::finish() {
  if (!node_) return;
  for (const Member& member : node_->children) {
    if (known_.contains(member.key)) continue;
    std::string all;
    for (const std::string& key : known_) all += (all.empty() ? "" : ", ") + key;
    findings_->push_back({.code = Code::BadSettings,
                          .what = "there is no setting \"" + name_of(member.key) + "\"",
                          .where = key_position(member),
                          .hint = "Known here: " + all + "."});
  }
}

}  // namespace pgberth
