#include "tests/support/aws_limits.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>

namespace pgberth {
namespace {

using Json = nlohmann::json;

AwsAnswer too_many(const std::string& field, std::size_t most) {
  return refused("ValidationException", "1 validation error detected: Value at '" + field +
                                            "' failed to satisfy constraint: Member must have "
                                            "length less than or equal to " +
                                            std::to_string(most));
}

AwsAnswer too_few(const std::string& field, std::size_t least) {
  return refused("ValidationException", "1 validation error detected: Value at '" + field +
                                            "' failed to satisfy constraint: Member must have "
                                            "length greater than or equal to " +
                                            std::to_string(least));
}

bool has_text(const Json& request, const char* name) {
  return request.contains(name) && request[name].is_string();
}

/// The size of what is in base64.
std::size_t bytes_in(std::string_view base64) {
  const auto padding = static_cast<std::size_t>(std::ranges::count(base64, '='));
  return base64.size() / 4 * 3 - padding;
}

std::optional<AwsAnswer> bad_name(const Json& request) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+=.@-";
  constexpr std::size_t most = 512;
  if (!has_text(request, "Name")) return too_few("name", 1);
  const auto name = request["Name"].get<std::string>();
  if (name.empty()) return too_few("name", 1);
  if (name.size() > most) return too_many("name", most);
  if (name.find_first_not_of(plain) == std::string::npos) return std::nullopt;
  return refused("ValidationException",
                 "Invalid name. Must be a valid name containing alphanumeric characters, or any of "
                 "the following: -/_+=.@!");
}

std::optional<AwsAnswer> bad_value(const Json& request) {
  constexpr std::size_t most = 65'536;
  constexpr std::size_t shortest_token = 32;
  constexpr std::size_t longest_token = 64;
  const bool text = has_text(request, "SecretString");
  const bool binary = has_text(request, "SecretBinary");
  if (text && binary)
    return refused("InvalidParameterException",
                   "You can't specify both a binary secret value and a string secret value in the "
                   "same secret.");
  if (text && request["SecretString"].get<std::string>().empty()) return too_few("secretString", 1);
  if (text && request["SecretString"].get<std::string>().size() > most)
    return too_many("secretString", most);
  if (binary && bytes_in(request["SecretBinary"].get<std::string>()) > most)
    return too_many("secretBinary", most);
  // SDKs fill it in; who speaks for himself must.
  if (!has_text(request, "ClientRequestToken"))
    return refused("InvalidRequestException",
                   "You must provide a ClientRequestToken value. We recommend a UUID-type value.");
  const std::size_t size = request["ClientRequestToken"].get<std::string>().size();
  if (size < shortest_token) return too_few("clientRequestToken", shortest_token);
  if (size > longest_token) return too_many("clientRequestToken", longest_token);
  return std::nullopt;
}

std::optional<AwsAnswer> bad_batch(const Json& request) {
  constexpr std::size_t most = 20;
  const bool ids = request.contains("SecretIdList");
  if (ids == request.contains("Filters"))
    return refused("InvalidParameterException",
                   "Either 'SecretIdList' or 'Filters' must be provided, but not both.");
  if (!ids) return std::nullopt;
  if (!request["SecretIdList"].is_array())
    return refused("SerializationException", "Expected list or null");
  if (request["SecretIdList"].empty()) return too_few("secretIdList", 1);
  if (request["SecretIdList"].size() > most) return too_many("secretIdList", most);
  if (request.contains("MaxResults"))
    return refused("InvalidParameterException", "'Filters' must be specified with 'MaxResults'.");
  return std::nullopt;
}

/// Members that are not of the type that the service's model gives them.
bool has_odd_types(const Json& request) {
  for (const char* name : {"Name", "SecretId", "SecretString", "SecretBinary", "ClientRequestToken",
                           "KmsKeyId", "Description", "VersionId", "VersionStage", "NextToken"})
    if (request.contains(name) && !request[name].is_string()) return true;
  if (!request.contains("Tags")) return false;
  const Json& tags = request["Tags"];
  return !tags.is_array() || !std::ranges::all_of(tags, [](const Json& tag) {
    return tag.is_object() && has_text(tag, "Key") && has_text(tag, "Value");
  });
}

}  // namespace

std::optional<AwsAnswer> out_of_limits(const std::string& action, const Json& request) {
  static const std::set<std::string> without_id{"CreateSecret", "ListSecrets",
                                                "BatchGetSecretValue", "GetRandomPassword"};
  constexpr std::size_t most_on_page = 100;
  if (has_odd_types(request))
    return refused("SerializationException", "STRING_VALUE can not be converted");
  if (!without_id.contains(action) && request.value("SecretId", "").empty())
    return too_few("secretId", 1);
  if (action == "CreateSecret")
    if (auto bad = bad_name(request)) return bad;
  const bool has_value = request.contains("SecretString") || request.contains("SecretBinary");
  if (action == "CreateSecret" || action == "PutSecretValue" ||
      (action == "UpdateSecret" && has_value))
    if (auto bad = bad_value(request)) return bad;
  if (action == "BatchGetSecretValue") return bad_batch(request);
  if (action == "ListSecrets" && request.value("MaxResults", 1U) > most_on_page)
    return refused("ValidationException",
                   "1 validation error detected: Value at 'maxResults' failed to satisfy "
                   "constraint: Member must have value less than or equal to 100");
  return std::nullopt;
}

}  // namespace pgberth
