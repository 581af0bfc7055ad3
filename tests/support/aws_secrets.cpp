#include "tests/support/aws_secrets.h"

#include "tests/support/aws_limits.h"
#include <algorithm>
#include <functional>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr const char* kNotThere = "Secrets Manager can't find the specified secret.";
constexpr const char* kEnds =
    "You can't perform this operation on the secret because it was marked for deletion.";

std::string permission(const std::string& action) {
  return "secretsmanager:" + action;
}

AwsAnswer denied(const SecretsCaller& caller, const IamRequest& wish, const std::string& resource) {
  const std::string why =
      caller.decide(wish) == IamDecision::Refused
          ? "with an explicit deny in an identity-based policy"
          : "because no identity-based policy allows the " + wish.action + " action";
  return refused("AccessDeniedException", "User: " + caller.arn +
                                              " is not authorized to perform: " + wish.action +
                                              " on resource: " + resource + " " + why);
}

/// AWS leaves out what has no value.
void drop_nulls(Json& json) {
  if (json.is_object())
    for (auto member = json.begin(); member != json.end();)
      member = member->is_null() ? json.erase(member) : std::next(member);
  if (json.is_structured())
    for (Json& member : json) drop_nulls(member);
}

/// The end of an ARN that nobody can foresee: six letters.
std::string suffix_of(const std::string& name) {
  std::size_t rest = std::hash<std::string>{}(name);
  std::string text = "-";
  for (int letter = 0; letter < 6; ++letter, rest /= 26)
    text += static_cast<char>((letter % 2 == 0 ? 'a' : 'A') + static_cast<char>(rest % 26));
  return text;
}

/// Versions that carry a label; AWS shows no others.
Json labelled(const Json& versions) {
  Json kept = Json::object();
  for (const auto& [version, labels] : versions.items())
    if (!labels.empty()) kept[version] = labels;
  return kept;
}

bool takes_ending_entries(const std::string& action) {
  static const std::set<std::string> some{"DescribeSecret", "ListSecretVersionIds", "RestoreSecret",
                                          "GetResourcePolicy", "DeleteSecret"};
  return some.contains(action);
}

}  // namespace

AwsSecrets::AwsSecrets(MotoServer& moto, std::string region)
    : moto_(moto), region_(std::move(region)) {}

void AwsSecrets::disable_key(const std::string& id) {
  const auto alone = moto_.alone();
  disabled_keys_.insert(id);
}

AwsAnswer AwsSecrets::forward(const std::string& action, const Json& request) const {
  const JsonAnswer answer = moto_.ask(region_, action, request);
  if (answer.ok()) {
    AwsAnswer done{.body = answer.body};
    drop_nulls(done.body);
    return done;
  }
  // Nothing but JSON comes from AWS, and 400 where moto says 404.
  if (!answer.body.is_object())
    return refused("InternalServiceError", "moto answered " + std::to_string(answer.status), 500);
  return refused(answer.body.value("__type", ""), answer.body.value("message", ""));
}

AwsSecrets::Entry AwsSecrets::entry(const std::string& id) const {
  AwsAnswer answer = forward("DescribeSecret", {{"SecretId", id}});
  if (!answer.error.empty()) return {.id = id};
  answer.body["VersionIdsToStages"] =
      labelled(answer.body.value("VersionIdsToStages", Json::object()));
  answer.body.erase("SecretVersionsToStages");
  return {.id = id, .described = std::move(answer.body)};
}

std::map<std::string, std::vector<std::string>> AwsSecrets::context(const Json& request) const {
  std::map<std::string, std::vector<std::string>> keys{{"aws:RequestedRegion", {region_}},
                                                       {"aws:SecureTransport", {"true"}}};
  const std::map<std::string, std::string> members{
      {"Name", "Name"},         {"Description", "Description"},   {"KmsKeyId", "KmsKeyId"},
      {"SecretId", "SecretId"}, {"VersionStage", "VersionStage"}, {"VersionId", "VersionId"}};
  for (const auto& [member, key] : members)
    if (request.contains(member))
      keys["secretsmanager:" + key] = {request[member].get<std::string>()};
  for (const Json& tag : request.value("Tags", Json::array())) {
    const auto name = tag["Key"].get<std::string>();
    keys["aws:RequestTag/" + name] = {tag["Value"].get<std::string>()};
    keys["aws:TagKeys"].push_back(name);
  }
  return keys;
}

std::optional<AwsAnswer> AwsSecrets::locked(const KeyUse& use, bool to_write,
                                            const SecretsCaller& caller) const {
  const std::string prefix = "arn:aws:kms:" + region_ + ":" + kAwsAccount + ":";
  std::string key = use.key;
  // There are no aliases here: "alias/app" is that of the key "app".
  for (const std::string& start : {prefix + "key/", prefix + "alias/", std::string("alias/")})
    if (key.starts_with(start)) key.erase(0, start.size());
  if (key.empty() || key == "aws/secretsmanager") return std::nullopt;
  IamRequest wish{.action = "kms:Decrypt",
                  .resource = prefix + "key/" + key,
                  .context = {{"kms:ViaService", {"secretsmanager." + region_ + ".amazonaws.com"}},
                              {"kms:CallerAccount", {kAwsAccount}},
                              {"kms:EncryptionContext:SecretARN", {use.arn}},
                              {"kms:EncryptionContext:SecretVersionId", {use.version}},
                              {"kms:EncryptionContextKeys", {"SecretARN", "SecretVersionId"}},
                              {"aws:RequestedRegion", {region_}}}};
  bool may = caller.may(wish);
  if (to_write) {
    wish.action = "kms:GenerateDataKey";
    may = caller.may(wish) && may;
  }
  if (!may) return refused("AccessDeniedException", "Access to KMS is not allowed");
  if (!disabled_keys_.contains(key)) return std::nullopt;
  return to_write ? refused("EncryptionFailure",
                            "Secrets Manager can't encrypt the protected secret text using the "
                            "provided KMS key.")
                  : refused("DecryptionFailure",
                            "Secrets Manager can't decrypt the protected secret text using the "
                            "provided KMS key.");
}

AwsAnswer AwsSecrets::create(const Json& request, const SecretsCaller& caller) {
  const std::string name = request["Name"];
  const std::string arn =
      "arn:aws:secretsmanager:" + region_ + ":" + kAwsAccount + ":secret:" + name + suffix_of(name);
  IamRequest wish{
      .action = permission("CreateSecret"), .resource = arn, .context = context(request)};
  if (!caller.may(wish)) return denied(caller, wish, name);
  wish.action = permission("TagResource");
  if (!request.value("Tags", Json::array()).empty() && !caller.may(wish))
    return denied(caller, wish, name);
  if (entry(name).ends())
    return refused("InvalidRequestException",
                   "You can't create this secret because a secret with this name is already "
                   "scheduled for deletion.");
  const KeyUse use{.key = request.value("KmsKeyId", ""),
                   .arn = arn,
                   .version = request.value("ClientRequestToken", "")};
  if (request.contains("SecretString") || request.contains("SecretBinary"))
    if (auto closed = locked(use, true, caller)) return *closed;
  return forward("CreateSecret", request);
}

AwsAnswer AwsSecrets::value_of(const Entry& entry, const Json& request,
                               const SecretsCaller& caller) {
  const std::string id = request.value("VersionId", "");
  const std::string stage = request.value("VersionStage", id.empty() ? "AWSCURRENT" : "");
  const Json& versions = entry.described["VersionIdsToStages"];
  std::string version;
  for (const auto& [each, labels] : versions.items())
    if ((id.empty() || each == id) &&
        (stage.empty() || std::ranges::count(labels, Json(stage)) > 0))
      version = each;
  if (version.empty()) {
    if (!id.empty() && versions.contains(id))
      return refused("InvalidRequestException",
                     "You provided a VersionStage that is not associated to the provided "
                     "VersionId.");
    return refused("ResourceNotFoundException",
                   "Secrets Manager can't find the specified secret value for " +
                       (id.empty() ? "staging label: " + stage : "VersionId: " + id));
  }
  const KeyUse use{
      .key = entry.described.value("KmsKeyId", ""), .arn = entry.arn(), .version = version};
  if (auto closed = locked(use, false, caller)) return *closed;
  return forward("GetSecretValue", {{"SecretId", entry.arn()}, {"VersionId", version}});
}

AwsAnswer AwsSecrets::of_entry(const std::string& action, const Json& request,
                               const SecretsCaller& caller) {
  const Entry found = entry(request["SecretId"]);
  // Nobody knows the suffix of what is not there, so patterns that demand one do not fit it.
  const std::string bare =
      found.id.starts_with("arn:")
          ? found.id
          : "arn:aws:secretsmanager:" + region_ + ":" + kAwsAccount + ":secret:" + found.id;
  IamRequest wish{.action = permission(action),
                  .resource = found.exists() ? found.arn() : bare,
                  .context = context(request)};
  for (const Json& tag : found.tags())
    for (const char* key : {"aws:ResourceTag/", "secretsmanager:ResourceTag/"})
      wish.context[key + tag["Key"].get<std::string>()] = {tag["Value"].get<std::string>()};
  if (!caller.may(wish)) return denied(caller, wish, found.id);
  if (!found.exists()) return refused("ResourceNotFoundException", kNotThere);
  if (found.ends() && !takes_ending_entries(action))
    return refused("InvalidRequestException", kEnds);
  if (action == "DescribeSecret") return {.body = found.described};
  if (action == "GetSecretValue") return value_of(found, request, caller);
  const KeyUse use{.key = found.described.value("KmsKeyId", ""),
                   .arn = found.arn(),
                   .version = request.value("ClientRequestToken", "")};
  if (request.contains("SecretString") || request.contains("SecretBinary"))
    if (auto closed = locked(use, true, caller)) return *closed;
  return forward(action, request);
}

AwsAnswer AwsSecrets::batch(const Json& request, const SecretsCaller& caller) {
  Json values = Json::array();
  Json errors = Json::array();
  Json ids = request.value("SecretIdList", Json::array());
  AwsAnswer page{};
  if (ids.empty()) {
    page = of_account("ListSecrets", request, caller);
    if (!page.error.empty()) return page;
    for (const Json& each : page.body["SecretList"]) ids.push_back(each["ARN"]);
  }
  for (const Json& id : ids) {
    AwsAnswer one = of_entry("GetSecretValue", {{"SecretId", id}}, caller);
    // In another order than asked for: AWS promises none.
    if (one.error.empty())
      values.insert(values.begin(), std::move(one.body));
    else
      errors.push_back({{"SecretId", id}, {"ErrorCode", one.error}, {"Message", one.message}});
  }
  AwsAnswer answer{.body = {{"SecretValues", values}, {"Errors", errors}}};
  if (page.body.contains("NextToken")) answer.body["NextToken"] = page.body["NextToken"];
  return answer;
}

AwsAnswer AwsSecrets::of_account(const std::string& action, const Json& request,
                                 const SecretsCaller& caller) {
  const IamRequest wish{.action = permission(action), .resource = "*", .context = context(request)};
  if (!caller.may(wish)) return denied(caller, wish, "*");
  if (action == "BatchGetSecretValue") return batch(request, caller);
  AwsAnswer answer = forward(action, request);
  if (answer.body.contains("SecretList"))
    for (Json& each : answer.body["SecretList"]) {
      each["SecretVersionsToStages"] =
          labelled(each.value("SecretVersionsToStages", Json::object()));
      each.erase("VersionIdsToStages");
    }
  return answer;
}

AwsAnswer AwsSecrets::answer(const std::string& action, const std::string& body,
                             const SecretsCaller& caller) {
  static const std::set<std::string> of_entries{
      "GetSecretValue",   "DescribeSecret", "PutSecretValue",           "UpdateSecret",
      "DeleteSecret",     "RestoreSecret",  "ListSecretVersionIds",     "TagResource",
      "UntagResource",    "RotateSecret",   "UpdateSecretVersionStage", "GetResourcePolicy",
      "PutResourcePolicy"};
  static const std::set<std::string> of_accounts{"ListSecrets", "BatchGetSecretValue",
                                                 "GetRandomPassword"};
  if (!of_entries.contains(action) && !of_accounts.contains(action) && action != "CreateSecret")
    return refused("UnknownOperationException", "");
  const Json request = Json::parse(body, nullptr, false);
  if (!request.is_object()) return refused("SerializationException", "");
  if (auto bad = out_of_limits(action, request)) return *bad;
  const auto alone = moto_.alone();
  if (action == "CreateSecret") return create(request, caller);
  return of_entries.contains(action) ? of_entry(action, request, caller)
                                     : of_account(action, request, caller);
}

}  // namespace pgberth
