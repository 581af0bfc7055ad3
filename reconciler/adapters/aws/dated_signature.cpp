#include "reconciler/adapters/aws/dated_signature.h"

#include "reconciler/adapters/http/url.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

constexpr std::size_t kDay = 8;  ///< Of a stamp: "20261122".

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char each : bytes) {
    const auto byte = static_cast<unsigned char>(each);
    text += digits[byte >> 4u];
    text += digits[byte & 15u];
  }
  return text;
}

std::string sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return hex({reinterpret_cast<const char*>(digest.data()), size});
}

Secret hmac(const Secret& key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.reveal().data(), static_cast<int>(key.reveal().size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return Secret{{reinterpret_cast<const char*>(digest.data()), size}};
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// All that is signed, by their names in lower case.
std::map<std::string, std::string> headers_of(const HttpRequest& request) {
  const std::string origin = origin_of(request.url);
  std::map<std::string, std::string> headers{{"host", origin.substr(origin.find("://") + 3)}};
  for (const auto& [name, value] : request.headers) headers[lower(name)] = value;
  for (const auto& [name, value] : request.secret_headers) headers[lower(name)] = value.reveal();
  return headers;
}

}  // namespace

void sign_as_of(const std::string& stamp, HttpRequest& request) {
  const auto signature = std::exchange(request.signature, std::nullopt);
  if (!signature) return;
  const AwsSignature& by = *signature;
  request.headers["X-Amz-Date"] = stamp;
  std::string signed_headers;
  std::string canonical = "POST\n/\n\n";
  for (const auto& [name, value] : headers_of(request)) {
    canonical.append(name).append(":").append(value).append("\n");
    signed_headers.append(signed_headers.empty() ? "" : ";").append(name);
  }
  canonical.append("\n").append(signed_headers).append("\n").append(sha256(request.body));
  const std::string day = stamp.substr(0, kDay);
  const std::string scope = day + "/" + by.region + "/" + by.service + "/aws4_request";
  const std::string text = "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n" + sha256(canonical);
  const Secret of_day = hmac(Secret{"AWS4" + std::string(by.key.reveal())}, day);
  const Secret key = hmac(hmac(hmac(of_day, by.region), by.service), "aws4_request");
  request.secret_headers.insert_or_assign(
      "Authorization",
      Secret{"AWS4-HMAC-SHA256 Credential=" + by.key_id + "/" + scope +
             ", SignedHeaders=" + signed_headers + ", Signature=" + hex(hmac(key, text).reveal())});
}

}  // namespace pgberth
