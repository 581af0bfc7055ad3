#include "reconciler/adapters/secrets_manager/refusal.h"

#include "reconciler/adapters/aws/refusal_word.h"
#include "reconciler/adapters/secrets_manager/secrets_manager_api.h"

#include <algorithm>

namespace pgberth {
namespace {

using Json = nlohmann::json;

/// What stands behind "to perform: ", where it can be the name of an action.
std::string action_in(const std::string& message) {
  constexpr std::string_view before = "to perform: ";
  constexpr std::size_t longest = 64;
  const std::size_t at = message.find(before);
  if (at == std::string::npos) return "";
  const std::string rest = message.substr(at + before.size(), longest);
  const auto* const end = std::ranges::find_if_not(
      rest.data(), rest.data() + rest.size(),
      [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ':'; });
  const std::string action(rest.data(), end);
  return action.starts_with("secretsmanager:") ? action : "";
}

bool is_true(const JsonAnswer& answer, const char* key) {
  return !answer.ok() && answer.body.is_object() && answer.body.contains(key) &&
         answer.body[key] == true;
}

}  // namespace

/// Names of entries, users and roles are in messages, too; they have no spaces.
Json in_short(const std::string& word, const std::string& message) {
  const auto has = [&](std::string_view words) { return message.find(words) != std::string::npos; };
  return {{"__type", word},
          {"kms", has("Access to KMS") || has("to perform: kms:")},
          {"deny", has("with an explicit deny")},
          {"action", action_in(message)}};
}

bool says(const JsonAnswer& answer, std::string_view word) {
  return !answer.ok() && text_at(answer.body, "/__type") == word;
}

bool is_denied(const JsonAnswer& answer) {
  return says(answer, "AccessDeniedException") || says(answer, "AccessDenied");
}

bool is_by_deny(const JsonAnswer& answer) {
  return is_denied(answer) && is_true(answer, "deny");
}

std::string denied_action(const JsonAnswer& answer) {
  return is_denied(answer) ? text_at(answer.body, "/action") : "";
}

bool is_about_key(const JsonAnswer& answer) {
  return says(answer, "DecryptionFailure") || says(answer, "EncryptionFailure") ||
         is_true(answer, "kms");
}

/// Names in ARNs of secrets end with a hyphen and six characters that AWS chose; that of one which
/// is not there has none.
std::string SecretsManagerApi::statement(const SecretsAct& act) {
  const auto who = caller();
  const std::string account = who ? who->account : "ACCOUNT";
  const std::string partition(partition_of(region()).name);
  const std::string arn =
      "arn:" + partition + ":secretsmanager:" + region() + ":" + account + ":secret:" + act.secret;
  const Json resource = act.secret.empty() ? Json("*") : Json{arn, arn + "-??????"};
  return Json{{"Effect", "Allow"}, {"Action", act.action}, {"Resource", resource}}.dump();
}

Error SecretsManagerApi::refused(const JsonAnswer& answer, const SecretsAct& act) {
  const std::string word = sound_word(text_at(answer.body, "/__type"));
  const std::string does_not = whom() + "does not let pgberth " + act.doing;
  if (is_about_key(answer))
    return {.code = Code::StoreRights,
            .what = does_not + ": its KMS key cannot be used",
            .hint =
                "Grant kms:Decrypt on that key, and kms:GenerateDataKey to create with it; "
                "deploy/rights/aws has the statements. A key that is disabled has to be "
                "enabled."};
  if (is_denied(answer)) {
    SecretsAct missing = act;
    if (const std::string action = denied_action(answer); !action.empty()) missing.action = action;
    const bool by_deny = is_by_deny(answer);
    return {.code = Code::StoreRights,
            .what = does_not + ": " + missing.action +
                    (by_deny ? " is denied by a policy" : " is missing"),
            .hint = by_deny ? kOfDeny : "Grant it: " + statement(missing)};
  }
  if (refuses_credentials(word))
    return {.code = Code::StoreAuth,
            .what = whom() + "does not take the credentials: " + word,
            .hint = "Draw new ones, or name another profile or role."};
  if (answer.status == 429 || asks_for_fewer_calls(word))
    return {.code = Code::StoreBusy,
            .what = whom() + "asks for fewer calls: " + (word.empty() ? "429" : word),
            .hint = "Run again later, or lower callsPerSecond of the store."};
  const std::string why = word.empty() ? "it answers " + std::to_string(answer.status) : word;
  return {.code = answer.status >= 500 ? Code::StoreUnreachable : Code::StoreFailed,
          .what = whom() + "does not " + act.doing + ": " + why};
}

}  // namespace pgberth
