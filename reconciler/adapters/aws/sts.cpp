#include "reconciler/adapters/aws/sts.h"

#include "reconciler/adapters/aws/refusal_word.h"
#include "reconciler/adapters/http/url.h"
#include "reconciler/adapters/time_text.h"

#include <pugixml.hpp>
#include <string_view>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

using Field = std::pair<std::string_view, std::string_view>;

/// A form as STS takes it; what is empty is left out.
std::string form(std::string_view action, const std::vector<Field>& fields) {
  std::string body = "Action=";
  body.append(action).append("&Version=2011-06-15");
  for (const auto& [name, value] : fields)
    if (!value.empty()) body.append("&").append(name).append("=").append(url_segment(value));
  return body;
}

std::string role_form(std::string_view action, const AssumedRole& role, std::string_view token) {
  const std::string seconds = role.session_seconds == 0 ? "" : std::to_string(role.session_seconds);
  return form(action, {{"RoleArn", role.arn},
                       {"RoleSessionName", role.session_name},
                       {"ExternalId", role.external_id},
                       {"DurationSeconds", seconds},
                       {"WebIdentityToken", token}});
}

bool is_busy(const HttpResponse& response) {
  return response.status == 429 || asks_for_fewer_calls(error_word(response));
}

/// Whether the same call may be answered otherwise a moment later.
bool is_passing(const HttpResponse& response) {
  // The last one: STS could not ask who gave out the token.
  return response.status >= 500 || error_word(response) == "IDPCommunicationError";
}

bool comes_again(const Result<HttpResponse>& response) {
  if (!response) return response.error().code == Code::StoreUnreachable;
  return !response->ok() && (is_busy(*response) || is_passing(*response));
}

/// The result of a call, without the one element that is called after it and holds it.
pugi::xml_node result_in(const pugi::xml_document& document) {
  for (const pugi::xml_node& node : document.document_element())
    if (std::string_view(node.name()).ends_with("Result")) return node;
  return {};
}

}  // namespace

Result<AwsCredentials> Sts::assume(const AssumedRole& role, const AwsCredentials& as) {
  auto credentials = drawn(
      role_form("AssumeRole", role, {}), &as,
      {.doing = "let " + as.from + " assume \"" + role.arn + "\"",
       .hint =
           "Allow it on both sides: sts:AssumeRole on the role, and in the role's trust policy; "
           "where that names an external ID, name the same."});
  if (credentials) credentials->from = "role \"" + role.arn + "\", assumed by " + as.from;
  return credentials;
}

Result<AwsCredentials> Sts::assume_with_token(const AssumedRole& role, const Secret& token) {
  auto credentials =
      drawn(role_form("AssumeRoleWithWebIdentity", role, token.reveal()), nullptr,
            {.doing = "let the web identity assume \"" + role.arn + "\"",
             .hint = "The role's trust policy must name who gives out the token, its subject and "
                     "its audience; the token must not have ended."});
  if (credentials) credentials->from = "role \"" + role.arn + "\", assumed by the web identity";
  return credentials;
}

Result<AwsCaller> Sts::caller(const AwsCredentials& as) {
  const Act act{.doing = "tell who " + as.from + " is",
                .hint = "Correct the credentials; ones that have ended are to be drawn anew."};
  const auto body = ask(form("GetCallerIdentity", {}), &as, act);
  if (!body) return body.error();
  pugi::xml_document document;
  document.load_buffer(body->data(), body->size());
  const pugi::xml_node result = result_in(document);
  AwsCaller caller{.account = result.child_value("Account"), .arn = result.child_value("Arn")};
  if (!caller.account.empty() && !caller.arn.empty()) return caller;
  return Error{.code = Code::StoreFailed,
               .what = "STS at \"" + origin_of(line_.endpoint().url) + "\" does not " + act.doing};
}

Result<AwsCredentials> Sts::drawn(const std::string& body, const AwsCredentials* as,
                                  const Act& act) {
  const auto answer = ask(body, as, act);
  if (!answer) return answer.error();
  pugi::xml_document document;
  document.load_buffer(answer->data(), answer->size());
  const pugi::xml_node given = result_in(document).child("Credentials");
  AwsCredentials credentials{.key_id = given.child_value("AccessKeyId"),
                             .secret = Secret{given.child_value("SecretAccessKey")},
                             .token = Secret{given.child_value("SessionToken")},
                             .until = time_of(given.child_value("Expiration"))};
  const bool whole = !credentials.key_id.empty() && !credentials.secret.empty() &&
                     !credentials.token.empty() && credentials.until;
  if (whole) return credentials;
  return Error{.code = Code::StoreFailed,
               .what = "STS at \"" + origin_of(line_.endpoint().url) +
                       "\" gives no credentials when asked to " + act.doing};
}

Result<std::string> Sts::ask(const std::string& body, const AwsCredentials* as, const Act& act) {
  const AwsRequest request{.content_type = "application/x-www-form-urlencoded; charset=utf-8",
                           .accept = "application/xml",
                           .body = body};
  Backoff backoff(clock_, entropy_, patience_);
  for (;;) {
    auto response = line_.send(request, as);
    if (comes_again(response) && backoff.wait()) continue;
    if (!response) return std::move(response).error();
    if (!response->ok()) return refused(*response, act);
    return std::move(response->body);
  }
}

Error Sts::refused(const HttpResponse& response, const Act& act) const {
  const std::string word = error_word(response);
  const std::string whom = "STS at \"" + origin_of(line_.endpoint().url) + "\" ";
  const std::string number = "answers " + std::to_string(response.status) +
                             (word.empty() ? "" : " (" + word + ")") + " when asked to " +
                             act.doing;
  if (is_busy(response))
    return {.code = Code::StoreBusy,
            .what = whom + number,
            .hint = "Too many ask in this account; try again later."};
  if (is_passing(response))
    return {.code = Code::StoreUnreachable, .what = whom + number, .hint = "Try again later."};
  if (response.status < 400)
    return {.code = Code::StoreFailed,
            .what = whom + number,
            .hint = "Name an address that is STS itself, and none that leads there."};
  if (word == "RegionDisabledException")
    return {.code = Code::StoreAuth,
            .what = whom + "is switched off for this account (" + word + ")",
            .hint = "Activate the region in IAM, or name another one."};
  return {.code = Code::StoreAuth,
          .what = whom + "does not " + act.doing + (word.empty() ? "" : ": " + word) +
                  (word.empty() ? " (answer " + std::to_string(response.status) + ")" : ""),
          .hint = act.hint};
}

}  // namespace pgberth
