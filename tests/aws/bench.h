#pragma once

#include "reconciler/adapters/http/http_client.h"

#include "tests/aws/with_moto.h"
#include "tests/support/aws_gate.h"
#include "tests/support/aws_root.h"
#include <memory>
#include <string>
#include <utility>

namespace pgberth {

/// A gate before the shared moto, with a user "writer" who may do everything with secrets, and
/// somebody who asks it as him.
class AwsBench : public WithMoto {
 protected:
  static constexpr const char* kToken = "00000000-0000-4000-8000-000000000001";

  void SetUp() override {
    WithMoto::SetUp();
    if (IsSkipped()) return;
    gate_ = std::make_unique<AwsGate>(shared_moto());
    root_ = std::make_unique<AwsRoot>(shared_moto());
    allow(R"({"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"})");
  }

  AwsGate& gate() { return *gate_; }
  AwsRoot& root() { return *root_; }
  static std::string new_name() { return shared_moto().new_name("bench/entry"); }

  /// All that "writer" may do from now on.
  void allow(const std::string& statements, const std::string& token = "") {
    gate().add_identity({.name = "writer",
                         .key_id = "AKIAWRITER",
                         .secret = "writer's key",
                         .token = token,
                         .policy = IamPolicy::parse(R"({"Version":"2012-10-17","Statement":[)" +
                                                    statements + "]}")});
  }

  HttpRequest request(const std::string& action, const nlohmann::json& body) {
    HttpRequest request{.method = "POST",
                        .url = gate().url() + "/",
                        .headers = {{"Content-Type", "application/x-amz-json-1.1"},
                                    {"X-Amz-Target", "secretsmanager." + action}},
                        .body = body.dump()};
    request.signature = AwsSignature{.region = gate().region(),
                                     .service = "secretsmanager",
                                     .key_id = "AKIAWRITER",
                                     .key = Secret{"writer's key"}};
    return request;
  }

  HttpResponse send(const HttpRequest& request) {
    auto answer = http_.send(request);
    return answer ? *std::move(answer) : HttpResponse{};
  }

  /// What "writer" is answered: the status and the error's word.
  std::string ask(const std::string& action, const nlohmann::json& body) {
    return word(send(request(action, body)));
  }
  static std::string word(const HttpResponse& response) {
    const auto body = nlohmann::json::parse(response.body, nullptr, false);
    const std::string error = body.is_object() ? body.value("__type", "") : "";
    return std::to_string(response.status) + (error.empty() ? "" : " " + error);
  }
  nlohmann::json body_of(const std::string& action, const nlohmann::json& body) {
    return nlohmann::json::parse(send(request(action, body)).body, nullptr, false);
  }

  static nlohmann::json creation(const std::string& name, const std::string& text = "value") {
    return {{"Name", name}, {"SecretString", text}, {"ClientRequestToken", kToken}};
  }

 private:
  std::unique_ptr<AwsGate> gate_{};
  std::unique_ptr<AwsRoot> root_{};
  CurlHttpClient http_{{.service = "AWS", .unreachable = Code::StoreUnreachable}};
};

}  // namespace pgberth
