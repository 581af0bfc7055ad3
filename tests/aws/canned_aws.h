#pragma once

#include <nlohmann/json.hpp>

#include "tests/support/aws_client.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_entropy.h"
#include "tests/support/stub_server.h"
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace pgberth {

/// A store before something on 127.0.0.1 that answers as a test says: what neither AWS nor moto
/// does at will. Its clock only counts.
class CannedAws {
 public:
  struct Answer {
    int status = 200;
    nlohmann::json body = nlohmann::json::object();
    std::map<std::string, std::string> headers{};
  };
  /// Called with "GetSecretValue" for each call to Secrets Manager.
  using Script = std::function<Answer(const std::string& action, const nlohmann::json& request)>;

  explicit CannedAws(Script script, AwsAddress address = {.calls_per_second = 1'000})
      : script_(std::move(script)) {
    if (address.region.empty()) address.region = "us-east-1";
    address.endpoint = address.sts_endpoint = server_.url();
    const AwsVariable variable =
        variables_of({.name = "canned", .key_id = "AKIACANNED", .secret = "canary-key"});
    auto setup = aws_setup(address, variable);
    if (!setup) throw std::runtime_error(setup.error().what);
    api_ = std::make_shared<SecretsManagerApi>(address, *std::move(setup),
                                               SecretsManagerParts{variable, clock_, entropy_});
    store_ = std::make_unique<SecretsManagerStore>(api_, clock_, entropy_);
  }

  SecretsManagerStore& store() { return *store_; }
  ManualClock& clock() { return clock_; }
  static constexpr const char* kCaller = "arn:aws:iam::123456789012:user/canned";
  /// The actions that Secrets Manager was asked for, in their order.
  std::vector<std::string> calls() const {
    const std::lock_guard lock(server_.busy());
    return calls_;
  }

  static Answer refusal(const std::string& word, const std::string& message, int status = 400) {
    return {.status = status, .body = {{"__type", word}, {"message", message}}};
  }
  /// One of the errors of a batch.
  static nlohmann::json error_of(const std::string& name, const std::string& word,
                                 const std::string& message) {
    return {{"SecretId", name}, {"ErrorCode", word}, {"Message", message}};
  }
  /// An entry as an answer holds it.
  static nlohmann::json value_of(const std::string& name) {
    return {{"Name", name}, {"VersionId", "one"}, {"SecretString", R"({"password": "canary"})"}};
  }

 private:
  void answer(const httplib::Request& request, httplib::Response& response) {
    const std::string target = request.get_header_value("X-Amz-Target");
    if (target.empty()) {
      const AwsText caller = caller_identity(kAwsAccount, kCaller);
      response.set_content(caller.body, caller.type);
      return;
    }
    calls_.push_back(target.substr(target.find('.') + 1));
    const Answer answer = script_(calls_.back(), nlohmann::json::parse(request.body));
    response.status = answer.status;
    for (const auto& [name, value] : answer.headers) response.set_header(name, value);
    response.set_content(answer.body.dump(), "application/x-amz-json-1.1");
  }

  Script script_;
  ManualClock clock_{};
  ScriptedEntropy entropy_{};
  std::vector<std::string> calls_{};
  StubServer server_{[this](const auto& request, auto& response) { answer(request, response); }};
  std::shared_ptr<SecretsManagerApi> api_{};
  std::unique_ptr<SecretsManagerStore> store_{};
};

}  // namespace pgberth
