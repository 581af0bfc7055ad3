#include "reconciler/adapters/aws/metadata_line.h"

#include "reconciler/adapters/http/url.h"

#include <algorithm>
#include <cstdlib>

namespace pgberth {
namespace {

/// The host of a URL in lower case, without its port; "" where a user or anything odd is in it.
std::string host_of(const std::string& url) {
  const std::size_t begin = url.find("://") + 3;
  std::string host = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  std::ranges::transform(host, host.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  constexpr const char* plain = "abcdefghijklmnopqrstuvwxyz0123456789.-:[]";
  if (host.find_first_not_of(plain) != std::string::npos) return "";
  const std::size_t bracket = host.find(']');
  const std::size_t port = host.find(':', bracket == std::string::npos ? 0 : bracket);
  return host.substr(0, port);
}

/// "127.0.0.1" and its likes, in the four numbers that mean the same to everybody.
bool is_own_number(const std::string& host) {
  constexpr const char* digits = "0123456789";
  int numbers = 0;
  for (std::size_t at = 0; at <= host.size(); ++numbers) {
    const std::size_t end = std::min(host.find('.', at), host.size());
    const std::string number = host.substr(at, end - at);
    if (number.empty() || number.size() > 3 ||
        number.find_first_not_of(digits) != std::string::npos)
      return false;
    if (number.size() > 1 && number.front() == '0') return false;  // To some, that is octal.
    at = end + 1;
  }
  return numbers == 4 && host.starts_with("127.");
}

}  // namespace

HttpOptions metadata_options() {
  using std::chrono::milliseconds;
  return {.service = "the metadata service",
          .unreachable = Code::StoreUnreachable,
          .untrusted = Code::StoreCertificate,
          .too_large = Code::StoreFailed,
          .connecting = milliseconds{1'000},
          .whole = milliseconds{2'000},
          .largest_response = std::size_t{1} << 20u,
          .secrets_in_clear = true,
          .all_is_secret = true};
}

bool may_ask(const std::string& url, std::initializer_list<std::string_view> links) {
  if (url.starts_with("https://")) return !host_of(url).empty();
  if (!url.starts_with("http://")) return false;
  const std::string host = host_of(url);
  return host == "localhost" || host == "[::1]" || is_own_number(host) ||
         std::ranges::count(links, host) > 0;
}

Result<HttpResponse> ask_nearby(HttpClient& http, Clock& clock, const HttpRequest& request,
                                int tries) {
  std::chrono::milliseconds wait{100};
  for (int made = 1;; ++made, wait *= 2) {
    auto response = http.send(request);
    const bool passing =
        response ? is_passing_refusal(*response) : response.error().code == Code::StoreUnreachable;
    if (!passing || made >= tries) return response;
    clock.sleep(wait);
  }
}

}  // namespace pgberth
