#include "reconciler/adapters/aws/signed_line.h"

#include "reconciler/adapters/aws/dated_signature.h"
#include "reconciler/adapters/http/json_api.h"

#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

/// What stands between '#' and ':', as in "com.example#AccessDeniedException:http://…".
std::string bare(std::string word) {
  word = word.substr(0, word.find(':'));
  const std::size_t hash = word.rfind('#');
  return hash == std::string::npos ? word : word.substr(hash + 1);
}

bool is_word(std::string_view text) {
  constexpr std::size_t longest = 64;
  return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
  });
}

std::string word_in_xml(const std::string& body) {
  pugi::xml_document document;
  if (!document.load_string(body.c_str())) return "";
  const pugi::xml_node code = document.find_node(
      [](const pugi::xml_node& node) { return node.name() == std::string_view("Code"); });
  return code.child_value();
}

/// Whether AWS refuses it because of its date.
bool is_about_time(const HttpResponse& response) {
  constexpr std::array words{"RequestTimeTooSkewed",      "RequestExpired",
                             "InvalidSignatureException", "SignatureDoesNotMatch",
                             "RequestInTheFuture",        "AuthFailure"};
  return !response.ok() && std::ranges::count(words, error_word(response)) > 0;
}

}  // namespace

std::string error_word(const HttpResponse& response) {
  std::string word = bare(response.header("x-amzn-errortype"));
  const bool xml = response.body.starts_with('<');
  if (word.empty() && xml) word = word_in_xml(response.body);
  if (word.empty() && !xml) {
    const Json body = json_in(response.body);
    word = bare(text_at(body, "/__type"));
    if (word.empty()) word = bare(text_at(body, "/code"));
  }
  return sound_word(word);
}

std::string sound_word(const std::string& text) {
  return is_word(text) ? text : "";
}

bool tells_of_key(const std::string& message) {
  return message.find("Access to KMS") != std::string::npos ||
         message.find("to perform: kms:") != std::string::npos;
}

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
