#include "reconciler/adapters/aws/container_credentials.h"

#include "reconciler/adapters/aws/metadata_line.h"
#include "reconciler/adapters/http/url.h"
#include "reconciler/adapters/secret_file.h"

#include <utility>

namespace pgberth {
namespace {

constexpr const char* kRelative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr const char* kFull = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr const char* kToken = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
constexpr const char* kTokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
constexpr const char* kEcs = "169.254.170.2";
constexpr const char* kEks = "169.254.170.23";
constexpr const char* kEksV6 = "[fd00:ec2::23]";

Error unusable(const std::string& variable, const std::string& why, std::string hint) {
  return {.code = Code::StoreAuth,
          .what = "the variable " + variable + " " + why,
          .hint = std::move(hint)};
}

/// Where to ask; "": no variable says so.
Result<std::string> url_in(const AwsVariable& variable) {
  const std::string relative = text_of(variable, kRelative);
  if (!relative.empty() && !relative.starts_with('/'))
    return unusable(kRelative, "begins with no slash", "It is a path, such as /v2/credentials/x.");
  if (!relative.empty()) return std::string("http://") + kEcs + relative;
  std::string full = text_of(variable, kFull);
  if (!full.empty() && !may_ask(full, {kEcs, kEks, kEksV6}))
    return unusable(kFull, "names an address that credentials must not be asked for at",
                    "It is one with https:, or with http: one of this machine, 169.254.170.2, "
                    "169.254.170.23 or [fd00:ec2::23].");
  return full;
}

/// What shows who asks; empty: nothing does.
Result<Secret> token_in(const AwsAddress& address, const AwsVariable& variable) {
  const std::string file = text_of(variable, kTokenFile);
  if (!file.empty() && address.among_values && address.among_values(file))
    return unusable(kTokenFile, "names a file that lies among the values",
                    "Keep it where whoever writes values cannot write.");
  auto token = file.empty() ? Result<Secret>(Secret(text_of(variable, kToken)))
                            : read_secret_line({.path = file,
                                                .what = std::string("file of ") + kTokenFile,
                                                .code = Code::StoreAuth});
  if (token && token->reveal().find_first_of("\r\n") != std::string_view::npos)
    return unusable(file.empty() ? kToken : kTokenFile, "gives more than one line",
                    "It goes into a header, which is one line.");
  return token;
}

Error refused(const std::string& url, const HttpResponse& response) {
  const std::string whom = "the container's credentials at \"" + origin_of(url) + "\" ";
  const std::string number = "(answer " + std::to_string(response.status) + ")";
  if (is_passing_refusal(response))
    return {.code = Code::StoreUnreachable,
            .what = whom + "are not given out now " + number,
            .hint = "Try again later."};
  return {.code = Code::StoreAuth,
          .what = whom + "are not given out " + number,
          .hint = "Give the task or the service account a role, and its token as it was mounted."};
}

}  // namespace

Result<MaybeCredentials> container_credentials(const AwsAddress& address,
                                               const AwsVariable& variable, HttpClient& metadata,
                                               Clock& clock) {
  const auto url = url_in(variable);
  if (!url) return url.error();
  if (url->empty())
    return MaybeCredentials(
        NoCredentials{.why = std::string("neither ") + kRelative + " nor " + kFull + " is set"});
  auto token = token_in(address, variable);
  if (!token) return std::move(token).error();
  HttpRequest request{.url = *url, .headers = {{"Accept", "application/json"}}};
  if (!token->empty()) request.secret_headers.emplace("Authorization", *std::move(token));
  const auto response = ask_nearby(metadata, clock, request);
  if (!response) return response.error();
  if (!response->ok()) return refused(*url, *response);
  auto credentials = credentials_in(
      response->body, {.who = "the container's service at \"" + origin_of(*url) + "\""});
  if (!credentials) return std::move(credentials).error();
  return MaybeCredentials(*std::move(credentials));
}

}  // namespace pgberth
