#pragma once

#include <nlohmann/json.hpp>

#include "tests/support/issued_keys.h"
#include "tests/support/stub_server.h"
#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

namespace pgberth {

/// Credentials as the services beside a machine write them.
inline nlohmann::json given_json(const IssuedKeys::Key& key) {
  return {{"AccessKeyId", key.id},
          {"SecretAccessKey", key.secret},
          {"Token", key.token},
          {"Expiration", aws_time_text(key.until)}};
}

/// The metadata service of an instance (IMDSv2), as its public documentation tells: a token is
/// drawn by PUT with its time to live, not through a proxy, and each look shows one.
class InstanceStub {
 public:
  explicit InstanceStub(IssuedKeys& keys) : keys_(keys) {}

  // Changed only while nobody asks.
  std::string role = "arn:aws:iam::123456789012:role/of-the-instance";  ///< "": it has none.
  std::chrono::seconds lifetime{21'600};
  bool switched_off = false;
  std::string code = "Success";
  bool tokens_end_at_once = false;  ///< Each token is refused the first time that it is shown.
  int busy_answers = 0;             ///< So many times it answers 503 before it gives credentials.

  std::string url() const { return server_.url(); }
  std::vector<std::string> calls() const { return server_.calls(); }

 private:
  static constexpr const char* kRoles = "/latest/meta-data/iam/security-credentials/";

  void answer(const httplib::Request& request, httplib::Response& response) {
    if (switched_off) {
      response.status = 403;
    } else if (request.path == "/latest/api/token") {
      give_token(request, response);
    } else if (!takes(request.get_header_value("X-aws-ec2-metadata-token"))) {
      response.status = 401;
    } else {
      look(request.path, response);
    }
  }

  void give_token(const httplib::Request& request, httplib::Response& response) {
    const int seconds =
        std::atoi(request.get_header_value("X-aws-ec2-metadata-token-ttl-seconds").c_str());
    if (request.method != "PUT") {
      response.status = 405;
    } else if (request.has_header("X-Forwarded-For")) {
      response.status = 403;
    } else if (seconds < 1 || seconds > 21'600) {
      response.status = 400;
    } else {
      tokens_.push_back("AQAEAM" + std::to_string(tokens_.size()) + "==");
      response.set_content(tokens_.back(), "text/plain");
    }
  }

  bool takes(const std::string& token) {
    if (std::ranges::count(tokens_, token) == 0) return false;
    if (!tokens_end_at_once) return true;
    tokens_end_at_once = false;
    std::erase(tokens_, token);
    tokens_.push_back("");  // The next one has another number.
    return false;
  }

  void look(const std::string& path, httplib::Response& response) {
    const std::string name = role.substr(role.rfind('/') + 1);
    if (path == kRoles && !role.empty()) {
      response.set_content(name, "text/plain");
    } else if (path == kRoles + name && !role.empty()) {
      give_credentials(response);
    } else {
      response.status = 404;
    }
  }

  void give_credentials(httplib::Response& response) {
    if (busy_answers > 0) {
      --busy_answers;
      response.status = 503;
      return;
    }
    nlohmann::json answer{{"Code", code}, {"LastUpdated", "2026-09-21T14:00:00Z"}};
    if (code == "Success") answer.update(given_json(keys_.issue(role, "i-0123456789", lifetime)));
    answer["Type"] = "AWS-HMAC";
    response.set_content(answer.dump(), "text/plain");
  }

  IssuedKeys& keys_;
  std::vector<std::string> tokens_{};
  StubServer server_{[this](const auto& request, auto& response) { answer(request, response); }};
};

/// What gives a container its credentials (ECS, EKS Pod Identity): one path, and where it has one,
/// only to who shows its token.
class ContainerStub {
 public:
  explicit ContainerStub(IssuedKeys& keys) : keys_(keys) {}

  // Changed only while nobody asks.
  std::string role = "arn:aws:iam::123456789012:role/of-the-task";
  std::string token{};  ///< "": none is needed.
  std::chrono::seconds lifetime{3'600};
  int busy_answers = 0;

  std::string url() const { return server_.url(); }
  static constexpr const char* kPath = "/v2/credentials/8a7f";
  std::vector<std::string> calls() const { return server_.calls(); }

 private:
  void answer(const httplib::Request& request, httplib::Response& response) {
    if (request.method != "GET" || request.path != kPath) {
      response.status = 404;
    } else if (!token.empty() && request.get_header_value("Authorization") != token) {
      response.status = request.has_header("Authorization") ? 403 : 401;
    } else if (busy_answers > 0) {
      --busy_answers;
      response.status = 500;
    } else {
      nlohmann::json given = given_json(keys_.issue(role, "task", lifetime));
      given["RoleArn"] = role;
      response.set_content(given.dump(), "application/json");
    }
  }

  IssuedKeys& keys_;
  StubServer server_{[this](const auto& request, auto& response) { answer(request, response); }};
};

}  // namespace pgberth
