#include "reconciler/adapters/aws/instance_credentials.h"

#include "reconciler/adapters/aws/metadata_line.h"
#include "reconciler/adapters/http/json_api.h"
#include "reconciler/adapters/http/url.h"

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

constexpr const char* kOrigin = "http://169.254.169.254";
constexpr const char* kOriginV6 = "http://[fd00:ec2::254]";
constexpr const char* kEndpoint = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
constexpr const char* kRoles = "/latest/meta-data/iam/security-credentials/";
constexpr const char* kHopLimit =
    "In a container of an instance, let its metadata options have a hop limit of 2; elsewhere set "
    "AWS_EC2_METADATA_DISABLED=true.";

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

/// The first line of an answer, if it is a name as IAM and AWS have them; else "".
std::string name_in(const std::string& body) {
  constexpr const char* plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-";
  constexpr std::size_t longest = 64;
  const std::string line = body.substr(0, body.find_first_of("\r\n"));
  const bool sound = line.size() <= longest && line.find_first_not_of(plain) == std::string::npos;
  return sound ? line : "";
}

}  // namespace

Result<std::variant<std::string, NoCredentials>> InstanceMetadata::origin() const {
  using Origin = std::variant<std::string, NoCredentials>;
  if (lower(text_of(variable_, "AWS_EC2_METADATA_DISABLED")) == "true")
    return Origin(NoCredentials{.why = "AWS_EC2_METADATA_DISABLED is true"});
  std::string named = text_of(variable_, kEndpoint);
  while (named.ends_with('/')) named.pop_back();
  const bool v6 = lower(text_of(variable_, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")) == "ipv6";
  if (named.empty()) return Origin(std::string(v6 ? kOriginV6 : kOrigin));
  if (may_ask(named, {"169.254.169.254", "[fd00:ec2::254]"})) return Origin(std::move(named));
  return Error{.code = Code::StoreAuth,
               .what = std::string("the variable ") + kEndpoint +
                       " names an address that credentials must not be asked for at",
               .hint =
                   "It is one with https:, or with http: one of this machine, 169.254.169.254 "
                   "or [fd00:ec2::254]."};
}

Error InstanceMetadata::refused(const HttpResponse& response, const std::string& doing) const {
  const bool passing = is_passing_refusal(response);
  return {.code = passing ? Code::StoreUnreachable : Code::StoreAuth,
          .what = "the metadata service at \"" + origin_of(origin_) + "\" answers " +
                  std::to_string(response.status) + " when asked for " + doing,
          .hint = passing ? "Try again later." : "Look at the instance's metadata options."};
}

Result<HttpResponse> InstanceMetadata::draw_token() {
  auto response =
      ask_nearby(metadata_, clock_,
                 {.method = "PUT",
                  .url = origin_ + "/latest/api/token",
                  .headers = {{"Content-Length", "0"},  // Said by nobody else, as there is no body.
                              {"X-aws-ec2-metadata-token-ttl-seconds", "21600"}}},
                 2);
  if (response && response->ok()) token_ = Secret{response->body};
  return response;
}

Result<std::optional<NoCredentials>> InstanceMetadata::begin() {
  using Reason = std::optional<NoCredentials>;
  auto origin = this->origin();
  if (!origin) return std::move(origin).error();
  if (auto* none = std::get_if<NoCredentials>(&*origin)) return Reason(std::move(*none));
  origin_ = std::get<std::string>(*std::move(origin));
  const auto response = draw_token();
  if (!response && response.error().code != Code::StoreUnreachable) return response.error();
  const std::string whom = "the metadata service at \"" + origin_of(origin_) + "\" ";
  if (!response) return Reason(NoCredentials{.why = whom + "does not answer", .hint = kHopLimit});
  // 403: it is switched off; 404 and 405: something else is there.
  if (response->status == 403 || response->status == 404 || response->status == 405)
    return Reason(NoCredentials{.why = whom + "gives no token (answer " +
                                       std::to_string(response->status) + ")"});
  if (!response->ok() || token_.empty()) return refused(*response, "a token");
  return Reason();
}

Result<HttpResponse> InstanceMetadata::get(const std::string& path) {
  const auto asked = [&] {
    HttpRequest request{.url = origin_ + path};
    request.secret_headers.emplace("X-aws-ec2-metadata-token", token_.duplicate());
    return ask_nearby(metadata_, clock_, request);
  };
  auto response = asked();
  if (!response || response->status != 401) return response;
  const auto token = draw_token();  // The one that we had has ended.
  return token && token->ok() ? asked() : std::move(response);
}

Result<MaybeCredentials> InstanceMetadata::credentials() {
  const auto begun = begin();
  if (!begun) return begun.error();
  if (const std::optional<NoCredentials>& none = *begun) return MaybeCredentials(*none);
  const auto roles = get(kRoles);
  if (!roles) return roles.error();
  if (roles->status == 404)
    return MaybeCredentials(NoCredentials{.why = "the instance has no role"});
  if (!roles->ok()) return refused(*roles, "the instance's role");
  const std::string role = name_in(roles->body);
  if (role.empty()) return MaybeCredentials(NoCredentials{.why = "the instance has no role"});
  return credentials_of(role);
}

Result<MaybeCredentials> InstanceMetadata::credentials_of(const std::string& role) {
  const auto response = get(kRoles + url_segment(role));
  if (!response) return response.error();
  if (!response->ok()) return refused(*response, "the credentials of the instance's role");
  if (text_at(json_in(response->body), "/Code") != "Success")
    return Error{.code = Code::StoreAuth,
                 .what = "the metadata service at \"" + origin_of(origin_) +
                         "\" has no credentials for the instance's role",
                 .hint = "The role's trust policy must name ec2.amazonaws.com."};
  auto credentials = credentials_in(response->body, {.who = "the instance's own role"});
  if (!credentials) return std::move(credentials).error();
  return MaybeCredentials(*std::move(credentials));
}

}  // namespace pgberth
