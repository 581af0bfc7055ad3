#include "reconciler/desired/opta/words.h"

#include <algorithm>
#include <utility>

namespace pgberth::opta {
namespace {

/// The text that a variable has in a placeholder, as far as all YAML readers agree on it.
std::optional<std::string> plain(const ValuePtr& value) {
  if (!value || !(is_text(*value) || value->kind == Kind::Int)) return std::nullopt;
  return value->text;
}

std::optional<std::string> known(const std::string& word) {
  return word.empty() ? std::nullopt : std::optional(word);
}

std::optional<std::string> member(const std::map<std::string, ValuePtr>& words,
                                  std::string_view name) {
  const auto found = words.find(std::string(name));
  return found == words.end() ? std::nullopt : plain(found->second);
}

std::optional<std::string> meaning(std::string_view name, const Words& words) {
  if (name == "layer_name") return known(words.layer_name);
  if (name == "env" || name == "parent_name") return known(words.env);
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string_view group = name.substr(0, dot);
  const std::string_view key = name.substr(dot + 1);
  if (group == "vars" || group == "variables") return member(words.vars, key);
  if (group == "parent") return member(words.parent, key);
  return std::nullopt;
}

/// `text` from `begin` to the end of `close`, or all the rest of it.
std::string cut(std::string_view text, std::size_t begin, std::string_view close) {
  const auto end = text.find(close, begin);
  return std::string(text.substr(
      begin, end == std::string_view::npos ? std::string_view::npos : end + close.size() - begin));
}

/// The placeholder at `at` that belongs to somebody else: Terraform's `${…}`, another engine's
/// `{{…}}`, a form's `<<…>>`. "" when there is none.
std::string foreign(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("${{")) return cut(text, at, "}}");
  if (rest.starts_with("${")) return cut(text, at, "}");
  if (rest.starts_with("{{")) return cut(text, at, "}}");
  if (rest.starts_with("<<")) return cut(text, at, ">>");
  if (rest.starts_with("<") && rest.find('>') != std::string_view::npos) return cut(text, at, ">");
  return rest.starts_with("}") ? "}" : "";
}

/// Whether a variable's text would itself be filled in by somebody.
bool has_placeholder(std::string_view text) {
  return text.find_first_of("{}<") != std::string_view::npos;
}

}  // namespace

Filled fill(std::string_view text, const Words& words) {
  Filled filled;
  for (std::size_t i = 0; i < text.size();) {
    if (std::string other = foreign(text, i); !other.empty())
      return {.unresolved = std::move(other)};
    if (text[i] != '{') {
      filled.text += text[i++];
      continue;
    }
    const std::string whole = cut(text, i, "}");
    const std::string_view name = std::string_view(whole).substr(1, whole.size() - 2);
    const auto value = whole.ends_with('}') ? meaning(name, words) : std::nullopt;
    if (!value || has_placeholder(*value)) return {.unresolved = whole};
    filled.used_env = filled.used_env || name == "env" || name == "parent_name";
    filled.text += *value;
    i += whole.size();
  }
  return filled;
}

bool is_text(const Value& value) {
  return value.kind == Kind::String || (value.kind == Kind::Bool && value.text.size() == 1);
}

std::optional<Text> used_text(const ValuePtr& value, std::string_view what, const Words& words,
                              Findings& findings) {
  if (!value || value->is_null()) return std::nullopt;
  const std::string name = "\"" + std::string(what) + "\"";
  if (!is_text(*value)) {
    findings.push_back(
        {.code = Code::WrongType,
         .what = name + " is " + std::string(to_string(value->kind)) + ", text is wanted",
         .where = value->at,
         .hint = "Put it in quotes if text is meant."});
    return std::nullopt;
  }
  if (value->text.starts_with("ENC[")) {
    findings.push_back({.code = Code::EncryptedValue,
                        .what = name + " is encrypted",
                        .where = value->at,
                        .hint = "Decrypt the file before pgberth reads it."});
    return std::nullopt;
  }
  Filled filled = fill(value->text, words);
  if (!filled.unresolved.empty()) {
    findings.push_back(
        {.code = Code::Unresolved,
         .what = name + " has a placeholder that cannot be resolved: \"" + filled.unresolved + "\"",
         .where = value->at,
         .hint = "Write the value itself, or give it in the options of the "
                 "environment under \"vars\" or \"parent\"."});
    return std::nullopt;
  }
  if (filled.used_env && words.env_guessed)
    findings.push_back({.code = Code::NotCanonical,
                        .what = name + " takes \"" + words.env +
                                "\" for the environment, as \"environments\" calls it",
                        .where = value->at,
                        .hint = "Opta takes the name that the environment's own file has; list "
                                "that file too.",
                        .also = {words.env_at}});
  return Text{.text = std::move(filled.text), .at = value->at};
}

std::string text_or_empty(const ValuePtr& value) {
  return value && is_text(*value) ? value->text : std::string{};
}

Finding wrong_type(const ValuePtr& value, std::string_view what, std::string_view wanted) {
  return {.code = Code::WrongType,
          .what = "\"" + std::string(what) + "\" is " + std::string(to_string(value->kind)) + ", " +
                  std::string(wanted) + " is wanted",
          .where = value->at};
}

}  // namespace pgberth::opta
