#include "tests/support/moto_server.h"

#include "tests/support/server_programs.h"
#include <chrono>
#include <stdexcept>
#include <thread>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::seconds kPatience{90};  // It loads much Python, and machines may be busy.

std::string program() {
  const auto found = server_program("moto", "bin/moto_server");
  if (!found) throw std::runtime_error("moto is not there; run scripts/test-servers");
  return found->string();
}

}  // namespace

bool MotoServer::can_run() {
  return server_program("moto", "bin/moto_server").has_value();
}

MotoServer::MotoServer()
    : url_("http://127.0.0.1:" + std::to_string(free_port())),
      http_({.service = "moto", .unreachable = Code::StoreUnreachable}) {
  const std::string port = url_.substr(url_.rfind(':') + 1);
  server_ = std::make_unique<BackgroundServer>(
      std::vector<std::string>{program(), "-H", "127.0.0.1", "-p", port}, home_ / "log",
      std::map<std::string, std::string>{{"HOME", home_.str()},
                                         {"MOTO_ALLOW_NONEXISTENT_REGION", "true"}});
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!ask("us-east-1", "ListSecrets", Json::object()).ok()) {
    if (!server_->runs() || std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("moto does not start: " + server_->log());
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

JsonAnswer MotoServer::ask(const std::string& region, const std::string& action,
                           const Json& request) const {
  HttpRequest sent{.method = "POST",
                   .url = url_ + "/",
                   .headers = {{"Content-Type", "application/x-amz-json-1.1"},
                               {"X-Amz-Target", "secretsmanager." + action}},
                   .body = request.dump()};
  // All that it takes from this is the region and the service.
  sent.secret_headers.emplace(
      "Authorization", Secret{"AWS4-HMAC-SHA256 Credential=root/20260101/" + region +
                              "/secretsmanager/aws4_request, SignedHeaders=host, Signature=0"});
  const auto answer = http_.send(sent);
  if (!answer) return {};
  const Json body = Json::parse(answer->body, nullptr, false);
  return {.status = answer->status, .body = body.is_discarded() ? Json() : body};
}

std::string MotoServer::new_name(const std::string& prefix) {
  // Not "us-rights" and "3": moto takes a region with "s3" in it for another service.
  return prefix + "-" + std::to_string(++names_);
}

MotoServer& shared_moto() {
  static MotoServer moto;
  return moto;
}

}  // namespace pgberth
