#include "reconciler/desired/gen3/texts.h"

#include "reconciler/desired/truth.h"

#include <algorithm>

namespace pgberth::gen3 {
namespace {

/// Whether a person still has to decrypt the value, which is then no value at all.
bool encrypted(Fields& fields, std::string_view path, const ValuePtr& value) {
  if (value->kind != Kind::String || !value->text.starts_with("ENC[")) return false;
  fields.refuse(Code::EncryptedValue, path, "is encrypted",
                "Decrypt the file before pgberth reads it, or leave the value out of it.");
  return true;
}

bool changes_when_printed(const ValuePtr& value) {
  return (value->kind == Kind::Int || value->kind == Kind::Float) && go_text(value) != value->text;
}

}  // namespace

std::optional<Text> printed(Fields& fields, std::string_view path) {
  const ValuePtr value = fields.get(path);
  if (!truthy(value) || encrypted(fields, path, value)) return std::nullopt;
  if (changes_when_printed(value))
    fields.refuse(
        Code::NumberBecomesText, path,
        "is the number " + value->text + ", which the charts write as \"" + go_text(value) + "\"",
        "Put it in quotes.");
  return Text{.text = go_text(value), .at = fields.where(path)};
}

std::optional<Text> strict_text(Fields& fields, std::string_view path) {
  const ValuePtr value = fields.get(path);
  if (!truthy(value) || encrypted(fields, path, value)) return std::nullopt;
  if (value->kind != Kind::String)
    fields.refuse(Code::WrongType, path,
                  "is " + std::string(to_string(value->kind)) + ", the charts accept only text",
                  "Put it in quotes.");
  return Text{.text = go_text(value), .at = fields.where(path)};
}

std::optional<Given> secret(Fields& fields, std::string_view path, GivenSecrets& given) {
  const ValuePtr value = fields.get(path);
  if (!truthy(value) || encrypted(fields, path, value)) return std::nullopt;
  if (changes_when_printed(value))  // Without the number: it is a secret.
    fields.refuse(Code::NumberBecomesText, path,
                  "is a number that the charts write in another form",
                  "Put it in quotes; until then the other form is the password.");
  given.try_emplace(value->at, go_text(value));
  return Given{.at = value->at};
}

std::string entry_text(std::string_view name) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = std::min(name.find_first_not_of(blanks), name.size());
  const std::size_t end = name.find_last_not_of(blanks) + 1;  // npos + 1 is 0: nothing but blanks
  return std::string(name.substr(begin, std::max(begin, end) - begin));
}

bool kubernetes_name(std::string_view name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= 253 && plain(name.front()) && plain(name.back()) &&
         std::ranges::all_of(name, [&](char c) { return plain(c) || c == '-' || c == '.'; });
}

}  // namespace pgberth::gen3
