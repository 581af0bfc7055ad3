#include "reconciler/adapters/aws/refusal_word.h"

#include "reconciler/adapters/http/json_api.h"

#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <string_view>

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

template <std::size_t Count>
bool is_among(const std::array<std::string_view, Count>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
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

bool asks_for_fewer_calls(const std::string& word) {
  constexpr std::array<std::string_view, 8> words{"Throttling",
                                                  "ThrottlingException",
                                                  "ThrottledException",
                                                  "TooManyRequestsException",
                                                  "RequestLimitExceeded",
                                                  "RequestThrottled",
                                                  "RequestThrottledException",
                                                  "SlowDown"};
  return is_among(words, word);
}

bool refuses_credentials(const std::string& word) {
  constexpr std::array<std::string_view, 9> words{"UnrecognizedClientException",
                                                  "InvalidClientTokenId",
                                                  "InvalidSignatureException",
                                                  "SignatureDoesNotMatch",
                                                  "ExpiredTokenException",
                                                  "ExpiredToken",
                                                  "RequestExpired",
                                                  "InvalidToken",
                                                  "MissingAuthenticationTokenException"};
  return is_among(words, word);
}

}  // namespace pgberth
