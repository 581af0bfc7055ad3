#include "reconciler/adapters/aws/refusal_word.h"
#include "reconciler/adapters/secrets_manager/secrets_manager_api.h"

#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

}  // namespace

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
  if (is_denied(answer))
    return {.code = Code::StoreRights,
            .what = does_not + ": " + act.action + " is missing",
            .hint = "Grant it: " + statement(act)};
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
