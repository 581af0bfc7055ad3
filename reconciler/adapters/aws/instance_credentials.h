#pragma once

#include "reconciler/adapters/aws/given_credentials.h"
#include "reconciler/adapters/http/http_client.h"
#include "reconciler/base/ports.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace pgberth {

/// The metadata service of the instance on which we run (EC2), in its second version only: what is
/// asked carries a token that was drawn from here. AWS_EC2_METADATA_SERVICE_ENDPOINT may name
/// another address, over plain HTTP one of this machine or the service's own; no answer within two
/// tries means that this is no instance. `metadata` is as `metadata_options` says.
class InstanceMetadata {
 public:
  InstanceMetadata(AwsVariable variable, HttpClient& metadata, Clock& clock)
      : variable_(std::move(variable)), metadata_(metadata), clock_(clock) {}

  /// The credentials of the instance's role. Nothing: AWS_EC2_METADATA_DISABLED, this is no
  /// instance, or it has no role.
  /// Errors: StoreAuth (refused, or a variable cannot be used), StoreUnreachable, StoreFailed.
  Result<MaybeCredentials> credentials();

 private:
  /// The address of the service, or why there is none.
  Result<std::variant<std::string, NoCredentials>> origin() const;
  /// Gets ready to ask; a reason where there is nobody.
  Result<std::optional<NoCredentials>> begin();
  Result<HttpResponse> draw_token();
  Result<HttpResponse> get(const std::string& path);
  Result<MaybeCredentials> credentials_of(const std::string& role);
  Error refused(const HttpResponse& response, const std::string& doing) const;

  AwsVariable variable_;
  HttpClient& metadata_;
  Clock& clock_;
  std::string origin_{};
  Secret token_{};
};

}  // namespace pgberth
