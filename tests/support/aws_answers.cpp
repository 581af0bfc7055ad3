#include "tests/support/aws_answers.h"

#include <map>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr const char* kNamespace = "https://sts.amazonaws.com/doc/2011-06-15/";
constexpr const char* kRequest = "11111111-2222-4333-8444-555555555555";

std::string sts_word(const std::string& word) {
  static const std::map<std::string, std::string> words{
      {"UnrecognizedClientException", "InvalidClientTokenId"},
      {"InvalidSignatureException", "SignatureDoesNotMatch"},
      {"IncompleteSignatureException", "IncompleteSignature"},
      {"ExpiredTokenException", "ExpiredToken"},
      {"MissingAuthenticationTokenException", "MissingAuthenticationToken"},
      {"ThrottlingException", "Throttling"},
      {"InternalServiceError", "InternalFailure"}};
  const auto found = words.find(word);
  return found == words.end() ? word : found->second;
}

}  // namespace

AwsAnswer refused(const std::string& error, const std::string& message, int status) {
  return {.status = status, .error = error, .message = message};
}

AwsText in_json(const AwsAnswer& answer) {
  const Json error{{"__type", answer.error}, {"Message", answer.message}};
  return {.status = answer.status,
          .type = "application/x-amz-json-1.1",
          .body = (answer.error.empty() ? answer.body : error).dump()};
}

AwsText in_xml(const AwsAnswer& answer) {
  const std::string word = sts_word(answer.error);
  const bool refuses_caller = word != answer.error && answer.status == 400 && word != "Throttling";
  return {.status = refuses_caller ? 403 : answer.status,
          .type = "text/xml",
          .body = std::string("<ErrorResponse xmlns=\"") + kNamespace +
                  "\">\n  <Error>\n    <Type>Sender</Type>\n    <Code>" + word +
                  "</Code>\n    <Message>" + answer.message +
                  "</Message>\n  </Error>\n  <RequestId>" + kRequest +
                  "</RequestId>\n</ErrorResponse>\n"};
}

AwsText caller_identity(const std::string& account, const std::string& arn) {
  return {.status = 200,
          .type = "text/xml",
          .body = std::string("<GetCallerIdentityResponse xmlns=\"") + kNamespace +
                  "\">\n  <GetCallerIdentityResult>\n    <Arn>" + arn +
                  "</Arn>\n    <UserId>AIDAEXAMPLE</UserId>\n    <Account>" + account +
                  "</Account>\n  </GetCallerIdentityResult>\n  <ResponseMetadata>\n"
                  "    <RequestId>" +
                  kRequest + "</RequestId>\n  </ResponseMetadata>\n</GetCallerIdentityResponse>\n"};
}

}  // namespace pgberth
