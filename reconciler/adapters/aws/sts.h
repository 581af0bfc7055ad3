#pragma once

#include "reconciler/adapters/aws/signed_line.h"
#include "reconciler/adapters/http/patience.h"
#include "reconciler/model/store_address.h"

#include <chrono>
#include <string>

namespace pgberth {

/// Who somebody is to AWS.
struct AwsCaller {
  std::string account;  ///< "123456789012".
  std::string arn;      ///< "arn:aws:sts::123456789012:assumed-role/pgberth/pgberth".
};

/// AWS's Security Token Service. Answers 429, 5xx and throttling are met by asking again, within
/// `patience`. No error repeats what STS or a proxy wrote, but for the machine word.
/// Errors: StoreAuth (refused), StoreBusy, StoreUnreachable, StoreCertificate, StoreFailed.
class Sts {
 public:
  Sts(SignedLine& line, Clock& clock, Entropy& entropy, Patience patience = {})
      : line_(line), clock_(clock), entropy_(entropy), patience_(patience) {}

  Result<AwsCredentials> assume(const AssumedRole& role, const AwsCredentials& as);

  /// With the token of an identity that AWS trusts, such as a pod's service account.
  Result<AwsCredentials> assume_with_token(const AssumedRole& role, const Secret& token);

  Result<AwsCaller> caller(const AwsCredentials& as);

 private:
  /// What a call is, in errors.
  struct Act {
    std::string doing;  ///< 'let profile "prod" assume "arn:…"'.
    std::string hint;   ///< What to do where it is refused.
  };

  Result<std::string> ask(const std::string& body, const AwsCredentials* as, const Act& act);
  Result<AwsCredentials> drawn(const std::string& body, const AwsCredentials* as, const Act& act);
  Error refused(const HttpResponse& response, const Act& act) const;

  SignedLine& line_;
  Clock& clock_;
  Entropy& entropy_;
  Patience patience_;
};

}  // namespace pgberth
