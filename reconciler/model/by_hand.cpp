#include "reconciler/model/by_hand.h"

#include <algorithm>
#include <string_view>

namespace pgberth {
namespace {

/// `text` in quotes, as JSON wants it.
std::string json_text(const std::string& text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char each : text) {
    const auto byte = static_cast<unsigned char>(each);
    if (byte < 0x20) {
      quoted += "\\u00";
      quoted += digits[byte >> 4u];
      quoted += digits[byte & 15u];
      continue;
    }
    if (each == '"' || each == '\\') quoted += '\\';
    quoted += each;
  }
  return quoted + "\"";
}

/// Reads the entry, adds the key and stores the whole as its next version. What it holds goes
/// through pipes alone, so nothing of it stands on a command line or in a file; an entry that could
/// not be read leads to no write, as there is nothing to be written.
std::string aws_command(const EntryRef& entry, const std::string& region,
                        const std::string& members) {
  const std::string id = (region.empty() ? "" : " --region " + shell_word(region)) +
                         " --secret-id " + shell_word(*entry.path);
  return "aws secretsmanager get-secret-value" + id + " --output json | jq -c " +
         shell_word("(.SecretString // (.SecretBinary | @base64d) | fromjson) + {" + members +
                    "}") +
         " | aws secretsmanager put-secret-value" + id + " --secret-string file:///dev/stdin";
}

}  // namespace

std::string shell_word(const std::string& text) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:@%+=,-";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
  std::string word = "'";
  for (const char each : text) {
    if (each == '\'')
      word += "'\\''";
    else
      word += each;
  }
  return word + "'";
}

std::string command_to_add(const KeyRef& key, const std::string& value, const std::string& region) {
  const std::string& path = *key.entry.path;
  if (key.entry.store.kind == StoreKind::Vault)
    return "vault kv patch " + shell_word(path) + " " + shell_word(*key.key + "=" + value);
  if (key.entry.store.kind == StoreKind::Aws)
    return aws_command(key.entry, region, json_text(*key.key) + ": " + json_text(value));
  if (key.entry.store.kind != StoreKind::Kubernetes) return "";
  const std::size_t slash = std::min(path.find('/'), path.size() - 1);
  return "kubectl -n " + shell_word(path.substr(0, slash)) + " patch secret " +
         shell_word(path.substr(slash + 1)) + " -p " +
         shell_word("{\"stringData\":{" + json_text(*key.key) + ":" + json_text(value) + "}}");
}

}  // namespace pgberth
