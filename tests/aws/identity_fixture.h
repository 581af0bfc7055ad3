#pragma once

#include "reconciler/adapters/aws/credential_chain.h"
#include "reconciler/adapters/aws/metadata_line.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"
#include "tests/support/metadata_stubs.h"
#include "tests/support/scripted_entropy.h"
#include "tests/support/sts_stub.h"
#include "tests/support/temp_dir.h"
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pgberth {

/// Sends what goes to one origin to another one; to one that leads nowhere, nothing is answered.
class Rerouted final : public HttpClient {
 public:
  Result<HttpResponse> send(const HttpRequest& request) override {
    HttpRequest other{.method = request.method, .url = request.url, .headers = request.headers};
    for (const auto& [name, value] : request.secret_headers)
      other.secret_headers.emplace(name, value.duplicate());
    for (const auto& [from, to] : ways)
      if (request.url.starts_with(from + "/")) {
        asked.push_back(from);
        if (to.empty()) return Error{.code = Code::StoreUnreachable, .what = "nobody is there"};
        other.url = to + request.url.substr(from.size());
      }
    return http_.send(other);
  }

  std::map<std::string, std::string> ways{};
  std::vector<std::string> asked{};  ///< The origins among `ways`, as they were asked.

 private:
  CurlHttpClient http_{metadata_options()};
};

/// Everything that credentials of AWS come from, on 127.0.0.1. This is no instance of EC2 unless a
/// test says so.
class IdentityTest : public testing::Test {
 protected:
  static constexpr const char* kUser = "arn:aws:iam::123456789012:user/operator";
  static constexpr const char* kRole = "arn:aws:iam::123456789012:role/team/pgberth";
  static constexpr const char* kEcs = "http://169.254.170.2";
  static constexpr const char* kEc2 = "http://169.254.169.254";

  IdentityTest() {
    keys_.add("AKIAOPERATOR", "operator-secret", kUser);
    sts_stub_.roles[kRole] = {.trusted = {kUser}};
    metadata_.ways = {{kEcs, container_.url()}, {kEc2, ""}};
    address_.among_values = [this](const std::string& path) {
      return path.starts_with((folder_ / "values").string());
    };
  }

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  void config(const std::string& text) const { write(".aws/config", text); }
  void credentials_file(const std::string& text) const { write(".aws/credentials", text); }
  void operator_variables() {
    variables_["AWS_ACCESS_KEY_ID"] = "AKIAOPERATOR";
    variables_["AWS_SECRET_ACCESS_KEY"] = "operator-secret";
  }

  AwsVariable variable() {
    variables_.try_emplace("HOME", folder_.str());
    return [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
  }

  Result<AwsCredentials> drawn() {
    return draw_credentials({.address = address_,
                             .variable = variable(),
                             .sts = sts_,
                             .metadata = metadata_,
                             .clock = clock_});
  }
  /// Who AWS takes for the one with the credentials, or the error.
  std::string who() {
    const auto credentials = drawn();
    if (!credentials) return told(credentials.error());
    const auto caller = sts_.caller(*credentials);
    return caller ? caller->arn : told(caller.error());
  }
  static std::string told(const Error& error) {
    return to_string(error.code) + " " + to_string(error.where) + " " + error.what + " | " +
           error.hint;
  }

  TempDir folder_{};
  ManualClock clock_{};
  ScriptedEntropy entropy_{};
  IssuedKeys keys_{clock_};
  StsStub sts_stub_{keys_};
  InstanceStub instance_{keys_};
  ContainerStub container_{keys_};
  std::map<std::string, std::string> variables_{};
  AwsAddress address_{};
  AwsTime time_{clock_};
  CurlHttpClient sts_http_{{.service = "STS",
                            .unreachable = Code::StoreUnreachable,
                            .untrusted = Code::StoreCertificate,
                            .all_is_secret = true}};
  SignedLine line_{
      sts_http_, {.url = sts_stub_.url(), .region = "us-east-1", .service = "sts"}, time_};
  Sts sts_{line_, clock_, entropy_};
  Rerouted metadata_{};
};

}  // namespace pgberth
