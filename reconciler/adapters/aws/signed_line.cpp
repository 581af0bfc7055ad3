#include "reconciler/adapters/aws/signed_line.h"

#include "reconciler/adapters/aws/dated_signature.h"
#include "reconciler/adapters/aws/refusal_word.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

/// Whether AWS refuses it because of its date.
bool is_about_time(const HttpResponse& response) {
  constexpr std::array words{"RequestTimeTooSkewed",      "RequestExpired",
                             "InvalidSignatureException", "SignatureDoesNotMatch",
                             "RequestInTheFuture",        "AuthFailure"};
  return !response.ok() && std::ranges::count(words, error_word(response)) > 0;
}

}  // namespace

HttpRequest SignedLine::dressed(const AwsRequest& request, const AwsCredentials* as) const {
  HttpRequest dressed{.method = "POST", .url = endpoint_.url + "/", .body = request.body};
  dressed.headers["Content-Type"] = request.content_type;
  if (!request.target.empty()) dressed.headers["X-Amz-Target"] = request.target;
  if (!request.accept.empty()) dressed.headers["Accept"] = request.accept;
  if (as == nullptr) return dressed;
  if (!as->token.empty())
    dressed.secret_headers.emplace("X-Amz-Security-Token", as->token.duplicate());
  dressed.signature = AwsSignature{.region = endpoint_.region,
                                   .service = endpoint_.service,
                                   .key_id = as->key_id,
                                   .key = as->secret.duplicate()};
  if (time_.behind().count() != 0) sign_as_of(time_.stamp(), dressed);
  return dressed;
}

Result<HttpResponse> SignedLine::send(const AwsRequest& request, const AwsCredentials* as) {
  auto response = http_.send(dressed(request, as));
  if (response) time_.note(*response);
  if (as == nullptr || !response || !is_about_time(*response) || !time_.learn(*response))
    return response;
  return http_.send(dressed(request, as));
}

}  // namespace pgberth
