#include "reconciler/adapters/aws/given_credentials.h"

#include "reconciler/adapters/http/json_api.h"
#include "reconciler/adapters/time_text.h"

#include <utility>

namespace pgberth {

Result<AwsCredentials> credentials_in(const std::string& body, const CredentialGiver& giver) {
  const auto refused = [&](const std::string& why) {
    return Error{.code = Code::StoreAuth, .what = giver.who + " gives " + why};
  };
  const nlohmann::json answer = json_in(body);
  if (!answer.is_object()) return refused("what is no JSON object");
  AwsCredentials credentials{.key_id = text_at(answer, "/AccessKeyId"),
                             .secret = Secret{text_at(answer, "/SecretAccessKey")},
                             .token = Secret{text_at(answer, "/" + giver.token_key)},
                             .until = time_of(text_at(answer, "/Expiration")),
                             .from = giver.who};
  if (credentials.key_id.empty() || credentials.secret.empty())
    return refused("no AccessKeyId with a SecretAccessKey");
  if (giver.must_end && credentials.token.empty()) return refused("no " + giver.token_key);
  const bool ends = answer.contains("Expiration") && !answer["Expiration"].is_null();
  if (!credentials.until && (ends || giver.must_end))
    return refused("no Expiration that is a time of RFC 3339");
  return credentials;
}

std::string text_of(const AwsVariable& variable, const std::string& name) {
  return variable ? variable(name).value_or("") : "";
}

}  // namespace pgberth
