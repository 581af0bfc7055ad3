#pragma once

#include "reconciler/adapters/http/http_client.h"
#include "reconciler/base/ports.h"

#include <initializer_list>
#include <string>
#include <string_view>

namespace pgberth {

/// What the HttpClient must be like that asks a machine or a container for its own credentials:
/// without a proxy, as they are given to whoever asks from here; secrets in clear, as the addresses
/// do not leave the machine's link; short times, as on other machines nobody answers there.
/// `may_ask` is held to each address before it is sent anything.
HttpOptions metadata_options();

/// Whether credentials may be asked for at `url`: over https anywhere, over http only on this
/// machine and at `links`, addresses of the machine's own link ("169.254.169.254").
bool may_ask(const std::string& url, std::initializer_list<std::string_view> links);

/// The answer to `request`, which may be sent twice: once nothing, 429 or 5xx is answered, it is,
/// `tries` times in all. Errors: those of HttpClient.
Result<HttpResponse> ask_nearby(HttpClient& http, Clock& clock, const HttpRequest& request,
                                int tries = 3);

/// Whether `response` refuses for a while only.
inline bool is_passing_refusal(const HttpResponse& response) {
  return response.status == 429 || response.status >= 500;
}

}  // namespace pgberth
