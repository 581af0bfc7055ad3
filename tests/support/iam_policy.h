#pragma once

#include <map>
#include <string>
#include <vector>

namespace pgberth {

/// What somebody wants to do.
struct IamRequest {
  std::string action;    ///< "secretsmanager:GetSecretValue".
  std::string resource;  ///< An ARN, or "*" of actions that have none.
  std::map<std::string, std::vector<std::string>> context{};  ///< By condition keys.
};

enum class IamDecision {
  Allowed,
  Refused,  ///< By a statement that denies it.
  NotAllowed,
};
std::string to_string(IamDecision decision);

/// A policy of an identity, as IAM understands it. What it does not know is an error when it is
/// read, never a permission.
class IamPolicy {
 public:
  /// The operators of a condition: "StringLike", with what stands around it.
  struct Test {
    enum class Over { One, All, Any };
    std::string word;  ///< "StringLike".
    Over over = Over::One;
    bool if_exists = false;
    std::string key;  ///< In lower case.
    std::vector<std::string> values;
  };
  struct Statement {
    bool allows = false;
    bool all_actions_but = false;
    std::vector<std::string> actions{};
    bool all_resources_but = false;
    std::vector<std::string> resources{};
    std::vector<Test> tests{};
  };

  /// Throws std::invalid_argument where IAM, or we, would not understand it.
  static IamPolicy parse(const std::string& json);

  /// Throws std::invalid_argument where a condition for one value meets several.
  IamDecision decide(const IamRequest& request) const;

 private:
  std::vector<Statement> statements_{};
};

}  // namespace pgberth
