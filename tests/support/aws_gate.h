#pragma once

#include <nlohmann/json.hpp>

#include "tests/support/aws_answers.h"
#include "tests/support/aws_secrets.h"
#include "tests/support/aws_signature.h"
#include "tests/support/iam_policy.h"
#include "tests/support/moto_server.h"
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <variant>
#include <vector>

namespace httplib {
class Server;
struct Request;
struct Response;
}  // namespace httplib

namespace pgberth {

/// Somebody whom AWS knows.
struct AwsIdentity {
  std::string name;  ///< Of a user, or of a role that `token` is a session of.
  std::string key_id;
  std::string secret;
  std::string token{};
  IamPolicy policy{};  ///< Empty: may do nothing.

  std::string arn() const;
};

/// What AWS says on a bad day.
enum class AwsFault {
  None,
  Throttled,    ///< ThrottlingException, 400 as AWS mostly says it.
  TooMany,      ///< The same, 429.
  ServerError,  ///< InternalServiceError, and nothing is done.
  ErrorAfter,   ///< The same after it was done.
  Unavailable,  ///< 503 of what stands before AWS; it is HTML.
  Expired,      ///< ExpiredTokenException.
  Unaware,      ///< Does not know yet that there is such an entry.
};

/// What was asked of a gate.
struct AwsCall {
  std::string action;        ///< "CreateSecret"; "GetCallerIdentity" of STS.
  std::string identity{};    ///< "": nobody whom AWS knows.
  nlohmann::json request{};  ///< Without the values of secrets.
  struct Permission {
    IamRequest wish;
    IamDecision decision;
  };
  std::vector<Permission> permissions{};
  int status = 0;
  std::string error{};
};
/// "CreateSecret", with the error's word behind it where there was one.
std::string to_string(const AwsCall& call);

/// Secrets Manager of a region, and STS, over HTTP on 127.0.0.1: signatures, clocks and permissions
/// count here as with AWS. Broken connections are made by an HttpProxy before it.
class AwsGate {
 public:
  /// Asked once for each call, from several threads.
  using Hook = std::function<AwsFault(const std::string& action)>;

  explicit AwsGate(MotoServer& moto, std::string region = "us-east-1");
  AwsGate(const AwsGate&) = delete;
  AwsGate& operator=(const AwsGate&) = delete;
  ~AwsGate();

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  const std::string& region() const { return region_; }

  /// Known from now on by its key id; who had it before is known no longer.
  void add_identity(AwsIdentity identity);
  void remove_identity(const std::string& key_id);
  /// Its session is over.
  void expire(const std::string& key_id);

  AwsSecrets& secrets() { return secrets_; }

  /// How far AWS's clock is before the machine's.
  void set_clock(std::chrono::seconds ahead) { ahead_ = ahead.count(); }
  /// How long each answer takes at least.
  void set_latency(std::chrono::milliseconds latency) { latency_ = latency.count(); }
  void set_hook(Hook hook);

  std::vector<AwsCall> calls() const;
  void forget_calls();

 private:
  /// Whom the signature shows, or why it does not.
  std::variant<AwsIdentity, AwsAnswer> caller_of(const SignedRequest& request,
                                                 const std::string& service) const;
  void serve(const httplib::Request& request, httplib::Response& response);
  AwsText answer(const SignedRequest& request, AwsCall& call);
  AwsText answer_for_sts(const SignedRequest& request, AwsCall& call);
  AwsAnswer answer_for_secrets(const SignedRequest& request, AwsCall& call);
  std::chrono::sys_seconds now() const;

  std::string region_;
  AwsSecrets secrets_;
  std::unique_ptr<httplib::Server> server_;
  int port_ = 0;
  std::atomic<long> ahead_{0};
  std::atomic<long> latency_{0};
  mutable std::mutex busy_{};
  std::map<std::string, AwsIdentity> identities_{};
  std::set<std::string> expired_{};
  Hook hook_{};
  std::vector<std::shared_ptr<AwsCall>> calls_{};
  std::jthread thread_{};
};

}  // namespace pgberth
