#pragma once

#include "reconciler/adapters/aws/aws_session.h"
#include "reconciler/adapters/aws/aws_setup.h"
#include "reconciler/adapters/aws/sts.h"
#include "reconciler/adapters/http/json_api.h"
#include "reconciler/adapters/secrets_manager/call_budget.h"

#include <nlohmann/json.hpp>

#include <mutex>
#include <string>

namespace pgberth {

/// What a call was for, as a refusal tells it.
struct SecretsAct {
  std::string doing;     ///< In words: "create \"qa-fence-creds\"".
  std::string action;    ///< "secretsmanager:CreateSecret".
  std::string secret{};  ///< The name of the entry; "": all.
};

/// What the way to Secrets Manager is made with.
struct SecretsManagerParts {
  AwsVariable variable;
  Clock& clock;
  Entropy& entropy;
  Patience patience{};
};

/// Secrets Manager of one region, asked as whoever the address says. Thread-safe.
class SecretsManagerApi {
 public:
  SecretsManagerApi(const AwsAddress& address, AwsSetup setup, SecretsManagerParts parts);
  SecretsManagerApi(const SecretsManagerApi&) = delete;
  SecretsManagerApi& operator=(const SecretsManagerApi&) = delete;

  /// The answer, whatever it is; the machine word of one that is no success stands at "/__type".
  /// All calls may be sent twice: CreateSecret by its token. Credentials that have ended are drawn
  /// anew, once. Errors: those of AwsSession; StoreUnreachable, StoreCertificate, StoreFailed (the
  /// answer is too large).
  Result<JsonAnswer> ask(const std::string& operation, const nlohmann::json& request);

  /// What an answer that is no success means. Repeats nothing that was sent or answered but the
  /// machine word. StoreAuth, StoreRights, StoreBusy, StoreFailed.
  Error refused(const JsonAnswer& answer, const SecretsAct& act);

  /// Who we are. Asked once for the same credentials, and once in a minute where STS did not
  /// answer. Credentials that STS refuses are drawn anew.
  Result<AwsCaller> caller();

  const AwsAddress& address() const { return address_; }
  const std::string& region() const { return setup_.secrets.region; }
  /// The statement of a policy that allows `act`, in JSON.
  std::string statement(const SecretsAct& act);
  /// For who looks at what we are: whether calls go by TLS, and how far AWS's clock is before ours,
  /// as its last answer told.
  bool is_aws_itself() const { return setup_.of_aws; }
  bool by_tls() const { return setup_.secrets.url.starts_with("https://"); }
  std::chrono::system_clock::time_point wall() { return clock_.wall(); }
  std::chrono::seconds clock_off() const { return time_.off(); }
  std::string whom() const;  ///< "Secrets Manager in us-east-1 ".

 private:
  Result<HttpResponse> send(const AwsRequest& request);

  AwsAddress address_;
  AwsSetup setup_;
  AwsVariable variable_;
  Clock& clock_;
  CurlHttpClient http_;
  CurlHttpClient metadata_;
  AwsTime time_;
  SignedLine secrets_;
  SignedLine sts_line_;
  Sts sts_;
  AwsSession session_;
  CallBudget budget_;
  JsonApi json_;
  std::mutex busy_{};
  std::optional<Result<AwsCaller>> caller_{};      ///< What STS answered last,
  AwsSession::Held caller_of_{};                   ///< to whom,
  std::chrono::steady_clock::time_point asked_{};  ///< and when.
};

/// What helps against is_by_deny().
inline constexpr const char* kOfDeny =
    "Take the Deny out of the policy that has it, or make it narrower; to allow it does not help.";

}  // namespace pgberth
