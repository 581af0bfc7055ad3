#include "reconciler/desired/toolchain/names.h"

#include <algorithm>

namespace pgberth::toolchain {
namespace {

constexpr std::size_t kLongestLabel = 63;

bool letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool label(std::string_view text, std::string_view inner) {
  return !text.empty() && letter_or_digit(text.front()) && letter_or_digit(text.back()) &&
         std::ranges::all_of(text, [&](char c) {
           return letter_or_digit(c) || inner.find(c) != std::string_view::npos;
         });
}

std::string replaced(std::string_view name, char from, char to) {
  std::string result(name);
  std::ranges::replace(result, from, to);
  return result;
}

}  // namespace

Result<std::string> database_of(const Value& item) {
  if (item.kind != Kind::String)
    return Error{
        .code = Code::WrongType,
        .what = "a database is named by " + std::string(to_string(item.kind)) + ", text is wanted",
        .where = item.at,
        .hint = "Write the name, in quotes if it looks like something else."};
  if (item.text.starts_with("ENC["))
    return Error{.code = Code::EncryptedValue,
                 .what = "the name of a database is encrypted",
                 .where = item.at,
                 .hint = "Names are no secrets; leave this list out of the encryption."};
  if (!label(item.text, "-_"))
    return Error{.code = Code::NameInvalid,
                 .what = "\"" + item.text + "\" cannot name a database and its Secret",
                 .where = item.at,
                 .hint = "Use lower-case letters, digits and dashes."};
  return replaced(item.text, '-', '_');
}

std::string dashed(std::string_view name) {
  return replaced(name, '_', '-');
}

std::string owner_of(const std::string& database) {
  return database + "_owner";
}

std::string login_of(const std::string& database, const std::string& name_space, LoginNames names) {
  return database + (names == LoginNames::Cluster ? "_" + name_space : "") + "_0000";
}

std::string entry_path(const std::string& name_space, const std::string& database) {
  return name_space + "/" + name_space + "-db-" + dashed(database) + "-creds";
}

std::string simple_entry_path(const std::string& name_space, const std::string& release,
                              const std::string& database) {
  return name_space + "/" + dashed(release + "-" + database);
}

bool kubernetes_label(std::string_view text) {
  return text.size() <= kLongestLabel && label(text, "-");
}

}  // namespace pgberth::toolchain
