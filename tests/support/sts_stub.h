#pragma once

#include "tests/support/issued_keys.h"
#include "tests/support/stub_server.h"
#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// AWS's Security Token Service as its public documentation tells, for the three calls that the
/// program makes. Of signatures it checks that they are there, whose they are and for what, but
/// not the number itself.
class StsStub {
 public:
  struct Role {
    std::set<std::string> trusted{};  ///< Principals that may assume it.
    std::string external_id{};
    std::string web_token{};  ///< What whoever comes with a web identity shows; "": nobody may.
  };
  struct Fault {
    int status = 503;
    std::string word = "ServiceUnavailable";
  };

  explicit StsStub(IssuedKeys& keys) : keys_(keys) {}

  // Changed only while nobody asks.
  std::map<std::string, Role> roles{};  ///< By their ARNs.
  std::deque<Fault> faults{};           ///< Given instead of the next answers.
  std::chrono::seconds lifetime{3'600};
  std::map<std::string, std::string> last{};  ///< The fields of the last call.

  std::string url() const { return server_.url(); }
  std::size_t calls() const { return server_.calls().size(); }

 private:
  using Request = httplib::Request;
  using Response = httplib::Response;

  std::string said(const std::string& field) const {
    const auto found = last.find(field);
    return found == last.end() ? "" : found->second;
  }

  static void refuse(Response& response, int status, const std::string& word) {
    response.status = status;
    response.set_content(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n"
        "    <Type>Sender</Type>\n    <Code>" +
            word + "</Code>\n    <Message>told-by-the-server</Message>\n  </Error>\n" +
            "  <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>\n</ErrorResponse>\n",
        "text/xml");
  }

  static void grant(Response& response, const std::string& action, const std::string& result) {
    std::string body = "<" + action +
                       "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <" +
                       action + "Result>\n" + result + "  </" + action + "Result>\n";
    body += "  <ResponseMetadata><RequestId>01234567</RequestId></ResponseMetadata>\n</" + action +
            "Response>\n";
    response.set_content(body, "text/xml");
  }

  void answer(const Request& request, Response& response) {
    last.clear();
    for (const auto& [name, value] : request.params) last[name] = value;
    if (!faults.empty()) {
      const Fault fault = faults.front();
      faults.pop_front();
      return refuse(response, fault.status, fault.word);
    }
    const std::string action = said("Action");
    if (request.method != "POST" || request.path != "/" || said("Version") != "2011-06-15")
      return refuse(response, 400, "InvalidAction");
    if (action == "AssumeRoleWithWebIdentity") return with_web_identity(response);
    const auto caller = caller_of(request, response);
    if (!caller) return;
    if (action == "GetCallerIdentity") return tell(*caller, response);
    if (action == "AssumeRole") return assume(*caller, response);
    refuse(response, 400, "InvalidAction");
  }

  /// Whoever signed the request; nothing after having refused it.
  std::optional<IssuedKeys::Key> caller_of(const Request& request, Response& response) {
    static const std::regex form(
        "AWS4-HMAC-SHA256 Credential=([A-Z0-9]+)/[0-9]{8}/[a-z0-9-]+/([a-z]+)/aws4_request, "
        "?SignedHeaders=([a-z0-9;-]+), ?Signature=[0-9a-f]{64}");
    const std::string header = request.get_header_value("Authorization");
    std::smatch part;
    if (!std::regex_match(header, part, form) || !request.has_header("X-Amz-Date"))
      return refuse(response, 403, "MissingAuthenticationToken"), std::nullopt;
    if (part[2] != "sts") return refuse(response, 403, "SignatureDoesNotMatch"), std::nullopt;
    const std::string signed_headers = ";" + part[3].str() + ";";
    const bool tokened = request.has_header("X-Amz-Security-Token");
    if (tokened && signed_headers.find(";x-amz-security-token;") == std::string::npos)
      return refuse(response, 403, "SignatureDoesNotMatch"), std::nullopt;
    auto key = keys_.find(part[1]);
    if (!key || key->token != request.get_header_value("X-Amz-Security-Token"))
      return refuse(response, 403, "InvalidClientTokenId"), std::nullopt;
    if (keys_.ended(*key)) return refuse(response, 403, "ExpiredToken"), std::nullopt;
    return key;
  }

  static void tell(const IssuedKeys::Key& caller, Response& response) {
    grant(response, "GetCallerIdentity",
          "    <Arn>" + caller.caller + "</Arn>\n    <UserId>AIDAEXAMPLE</UserId>\n    <Account>" +
              caller.caller.substr(13, 12) + "</Account>\n");
  }

  void assume(const IssuedKeys::Key& caller, Response& response) {
    const auto role = roles.find(said("RoleArn"));
    if (role == roles.end() || !role->second.trusted.contains(caller.principal) ||
        role->second.external_id != said("ExternalId"))
      return refuse(response, 403, "AccessDenied");
    give("AssumeRole", response);
  }

  void with_web_identity(Response& response) {
    const auto role = roles.find(said("RoleArn"));
    if (role == roles.end() || role->second.web_token.empty())
      return refuse(response, 403, "AccessDenied");
    if (role->second.web_token != said("WebIdentityToken"))
      return refuse(response, 400, "InvalidIdentityToken");
    give("AssumeRoleWithWebIdentity", response);
  }

  void give(const std::string& action, Response& response) {
    static const std::regex session("[\\w+=,.@-]{2,64}");
    if (!std::regex_match(said("RoleSessionName"), session))
      return refuse(response, 400, "ValidationError");
    const std::string asked = said("DurationSeconds");
    if (!asked.empty() && (std::stol(asked) < 900 || std::stol(asked) > 43'200))
      return refuse(response, 400, "ValidationError");
    const auto key = keys_.issue(said("RoleArn"), said("RoleSessionName"), lifetime);
    grant(response, action,
          "    <Credentials>\n      <AccessKeyId>" + key.id + "</AccessKeyId>\n" +
              "      <SecretAccessKey>" + key.secret + "</SecretAccessKey>\n" +
              "      <SessionToken>" + key.token + "</SessionToken>\n      <Expiration>" +
              aws_time_text(key.until) + "</Expiration>\n    </Credentials>\n");
  }

  IssuedKeys& keys_;
  StubServer server_{[this](const auto& request, auto& response) { answer(request, response); }};
};

}  // namespace pgberth
