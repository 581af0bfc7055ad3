#include "tests/support/aws_signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace pgberth {
namespace {

using namespace std::string_literals;

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

std::string sha256(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string hmac(const std::string& key, const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

std::vector<std::string> parts_of(const std::string& text, char between) {
  std::vector<std::string> parts{""};
  for (const char c : text) {
    if (c == between)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

/// Without spaces around it, and with one where there were several.
std::string trimmed(const std::string& value) {
  std::string text;
  for (const char c : value) {
    const bool space = c == ' ' || c == '\t';
    if (!space || (!text.empty() && text.back() != ' ')) text += space ? ' ' : c;
  }
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

/// What is behind "Name=" in the header's list.
std::string member(const std::string& list, const std::string& name) {
  const std::size_t begin = list.find(name + "=");
  if (begin == std::string::npos) return "";
  const std::size_t value = begin + name.size() + 1;
  return trimmed(list.substr(value, list.find(',', value) - value));
}

std::string canonical_path(const std::string& path) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const char c : path) {
    if (plain.find(c) != std::string_view::npos) {
      text += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    text += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return text.empty() ? "/" : text;
}

std::string canonical_query(const std::string& query) {
  if (query.empty()) return "";
  std::vector<std::string> members = parts_of(query, '&');
  for (std::string& each : members)
    if (each.find('=') == std::string::npos) each += '=';
  std::ranges::sort(members);
  std::string text;
  for (const std::string& each : members) text += (text.empty() ? "" : "&") + each;
  return text;
}

std::string canonical_request(const SignedRequest& request, const ClaimedSignature& claimed) {
  const std::size_t question = request.target.find('?');
  const std::string query =
      question == std::string::npos ? "" : request.target.substr(question + 1);
  std::string text = request.method + "\n" + canonical_path(request.target.substr(0, question)) +
                     "\n" + canonical_query(query) + "\n";
  std::string names;
  for (const std::string& name : claimed.headers) {
    std::string values;
    const auto [from, to] = request.headers.equal_range(name);
    for (auto header = from; header != to; ++header)
      values += (header == from ? "" : ",") + trimmed(header->second);
    text += name;
    text += ":" + values + "\n";
    names += (names.empty() ? "" : ";") + name;
  }
  return text + "\n" + names + "\n" + hex(sha256(request.body));
}

}  // namespace

std::string SignedRequest::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

std::optional<ClaimedSignature> claimed_signature(const SignedRequest& request) {
  const std::string list = request.header("authorization");
  if (!list.starts_with(std::string(kAlgorithm) + " ")) return std::nullopt;
  const std::vector<std::string> scope = parts_of(member(list, "Credential"), '/');
  constexpr std::size_t members = 5;
  if (scope.size() != members || scope[4] != "aws4_request") return std::nullopt;
  ClaimedSignature claimed{.key_id = scope[0],
                           .day = scope[1],
                           .region = scope[2],
                           .service = scope[3],
                           .headers = parts_of(member(list, "SignedHeaders"), ';'),
                           .signature = member(list, "Signature")};
  if (claimed.signature.empty() || !std::ranges::is_sorted(claimed.headers)) return std::nullopt;
  return claimed;
}

std::string signature_of(const SignedRequest& request, const ClaimedSignature& claimed,
                         const std::string& secret) {
  const std::string scope =
      claimed.day + "/" + claimed.region + "/" + claimed.service + "/aws4_request";
  const std::string to_sign = std::string(kAlgorithm) + "\n" + request.header("x-amz-date") + "\n" +
                              scope + "\n" + hex(sha256(canonical_request(request, claimed)));
  std::string key = hmac("AWS4" + secret, claimed.day);
  for (const std::string& step : {claimed.region, claimed.service, "aws4_request"s})
    key = hmac(key, step);
  return hex(hmac(key, to_sign));
}

std::vector<std::string> not_signed(const SignedRequest& request, const ClaimedSignature& claimed) {
  std::vector<std::string> missing;
  for (const auto& [name, value] : request.headers) {
    const bool wanted = name == "host" || name.starts_with("x-amz-");
    if (wanted && std::ranges::count(claimed.headers, name) == 0) missing.push_back(name);
  }
  for (const char* name : {"host", "x-amz-date"})
    if (request.header(name).empty()) missing.emplace_back(name);
  return missing;
}

}  // namespace pgberth
