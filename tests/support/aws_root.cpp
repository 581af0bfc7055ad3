#include "tests/support/aws_root.h"

#include <algorithm>
#include <stdexcept>

namespace pgberth {
namespace {

using Json = nlohmann::json;

/// As AWS wants them, of 32 characters or more.
std::string new_token(MotoServer& moto) {
  return moto.new_name("10000000-0000-4000-8000-00000000");
}

}  // namespace

Json AwsRoot::must(const std::string& action, const Json& request) const {
  const auto alone = moto_.alone();
  JsonAnswer answer = moto_.ask(region_, action, request);
  if (!answer.ok())
    throw std::runtime_error(action + ": " + std::to_string(answer.status) + " " +
                             answer.body.dump());
  return std::move(answer.body);
}

std::string AwsRoot::put(const std::string& name, const std::string& text, Json more) const {
  more["Name"] = name;
  more["SecretString"] = text;
  more["ClientRequestToken"] = new_token(moto_);
  return must("CreateSecret", more)["ARN"];
}

std::string AwsRoot::put_binary(const std::string& name, const std::string& base64) const {
  return must(
      "CreateSecret",
      {{"Name", name}, {"SecretBinary", base64}, {"ClientRequestToken", new_token(moto_)}})["ARN"];
}

std::string AwsRoot::put_empty(const std::string& name) const {
  return must("CreateSecret", {{"Name", name}})["ARN"];
}

std::string AwsRoot::add_version(const std::string& name, const std::string& text,
                                 const std::vector<std::string>& stages) const {
  return must("PutSecretValue", {{"SecretId", name},
                                 {"SecretString", text},
                                 {"VersionStages", stages},
                                 {"ClientRequestToken", new_token(moto_)}})["VersionId"];
}

void AwsRoot::delete_later(const std::string& name) const {
  must("DeleteSecret", {{"SecretId", name}, {"RecoveryWindowInDays", 7}});
}

void AwsRoot::delete_now(const std::string& name) const {
  must("DeleteSecret", {{"SecretId", name}, {"ForceDeleteWithoutRecovery", true}});
}

void AwsRoot::restore(const std::string& name) const {
  must("RestoreSecret", {{"SecretId", name}});
}

void AwsRoot::tag(const std::string& name, const std::map<std::string, std::string>& tags) const {
  Json list = Json::array();
  for (const auto& [key, value] : tags) list.push_back({{"Key", key}, {"Value", value}});
  must("TagResource", {{"SecretId", name}, {"Tags", list}});
}

void AwsRoot::set_key(const std::string& name, const std::string& kms_key) const {
  must("UpdateSecret",
       {{"SecretId", name}, {"KmsKeyId", kms_key}, {"ClientRequestToken", new_token(moto_)}});
}

Json AwsRoot::describe(const std::string& name) const {
  return must("DescribeSecret", {{"SecretId", name}});
}

bool AwsRoot::exists(const std::string& name) const {
  const auto alone = moto_.alone();
  return moto_.ask(region_, "DescribeSecret", {{"SecretId", name}}).ok();
}

std::string AwsRoot::text(const std::string& name, const std::string& stage) const {
  return must("GetSecretValue", {{"SecretId", name}, {"VersionStage", stage}})["SecretString"];
}

std::vector<std::string> AwsRoot::versions(const std::string& name) const {
  std::vector<std::string> ids;
  const Json found = must("ListSecretVersionIds", {{"SecretId", name}});
  for (const Json& version : found["Versions"]) ids.push_back(version["VersionId"]);
  std::ranges::sort(ids);
  return ids;
}

std::map<std::string, std::string> AwsRoot::tags(const std::string& name) const {
  std::map<std::string, std::string> found;
  const Json described = describe(name);
  for (const Json& tag : described.value("Tags", Json::array())) found[tag["Key"]] = tag["Value"];
  return found;
}

}  // namespace pgberth
