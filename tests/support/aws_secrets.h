#pragma once

#include <nlohmann/json.hpp>

#include "tests/support/aws_answers.h"
#include "tests/support/iam_policy.h"
#include "tests/support/moto_server.h"
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// Who asks, and what he may do.
struct SecretsCaller {
  std::string arn;
  std::function<IamDecision(const IamRequest&)> decide;

  bool may(const IamRequest& wish) const { return decide(wish) == IamDecision::Allowed; }
};

/// Secrets Manager of one region as AWS has it: moto keeps the entries, and what it does otherwise
/// than AWS is put right here. Resource policies and replicas are not known.
class AwsSecrets {
 public:
  AwsSecrets(MotoServer& moto, std::string region);

  /// What is answered to `action` ("CreateSecret") with `body`, and done.
  AwsAnswer answer(const std::string& action, const std::string& body, const SecretsCaller& caller);

  /// What the key `id` encrypted can no longer be read, and it encrypts nothing.
  void disable_key(const std::string& id);

 private:
  using Json = nlohmann::json;

  /// An entry as an action names it.
  struct Entry {
    std::string id;
    Json described{};  ///< null: it is not there.

    bool exists() const { return !described.is_null(); }
    bool ends() const { return described.contains("DeletedDate"); }
    std::string arn() const { return described.value("ARN", ""); }
    Json tags() const { return exists() ? described.value("Tags", Json::array()) : Json::array(); }
  };
  /// What is done with an entry's key.
  struct KeyUse {
    std::string key;
    std::string arn;
    std::string version;
  };

  Entry entry(const std::string& id) const;
  /// moto's answer, put right.
  AwsAnswer forward(const std::string& action, const Json& request) const;
  AwsAnswer of_account(const std::string& action, const Json& request, const SecretsCaller& caller);
  AwsAnswer of_entry(const std::string& action, const Json& request, const SecretsCaller& caller);
  AwsAnswer create(const Json& request, const SecretsCaller& caller);
  AwsAnswer value_of(const Entry& entry, const Json& request, const SecretsCaller& caller);
  AwsAnswer batch(const Json& request, const SecretsCaller& caller);
  /// Why the caller cannot use the key in that way.
  std::optional<AwsAnswer> locked(const KeyUse& use, bool to_write,
                                  const SecretsCaller& caller) const;
  std::map<std::string, std::vector<std::string>> context(const Json& request) const;

  MotoServer& moto_;
  std::string region_;
  /// Among them the one that no account has.
  std::set<std::string> disabled_keys_{"00000000-0000-0000-0000-000000000000"};
};

/// The account that moto has.
inline constexpr const char* kAwsAccount = "123456789012";

}  // namespace pgberth
