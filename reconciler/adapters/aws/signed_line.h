#pragma once

#include "reconciler/adapters/aws/aws_time.h"
#include "reconciler/adapters/aws/credentials.h"
#include "reconciler/adapters/http/http_client.h"

#include <string>

namespace pgberth {

/// A request for one service of AWS; it is a POST to the service's root.
struct AwsRequest {
  std::string content_type;
  std::string target{};  ///< Of services that speak JSON: "secretsmanager.CreateSecret".
  std::string accept{};
  std::string body;
};

/// Where a service is asked: its address, and what its signatures name.
struct AwsEndpoint {
  std::string url;      ///< "https://secretsmanager.us-east-1.amazonaws.com".
  std::string region;   ///< "us-east-1".
  std::string service;  ///< "secretsmanager".
};

/// Signs requests and sends them. One that is refused because our clock is wrong is sent a second
/// time, by AWS's clock. Thread-safe if its parts are.
class SignedLine {
 public:
  SignedLine(HttpClient& http, AwsEndpoint endpoint, AwsTime& time)
      : http_(http), endpoint_(std::move(endpoint)), time_(time) {}

  /// The answer, whatever it is. nullptr: the request is not signed. Errors: those of HttpClient.
  Result<HttpResponse> send(const AwsRequest& request, const AwsCredentials* as);

  const AwsEndpoint& endpoint() const { return endpoint_; }

 private:
  HttpRequest dressed(const AwsRequest& request, const AwsCredentials* as) const;

  HttpClient& http_;
  AwsEndpoint endpoint_;
  AwsTime& time_;
};

}  // namespace pgberth
