#pragma once

#include "reconciler/desired/phalanx/files.h"
#include "reconciler/desired/phalanx/site.h"

#include <compare>
#include <map>
#include <string>
#include <vector>

namespace pgberth::phalanx {

/// One key of the entry of one application.
struct SecretName {
  std::string application;
  std::string key;

  auto operator<=>(const SecretName&) const = default;
};

/// `"database-password" of "gafaelfawr"`, for messages.
std::string to_string(const SecretName& name);

/// What `secrets.yaml` says about one secret in one environment, its conditions decided.
struct Rule {
  enum class Origin {
    Unknown,    ///< There is no rule, or its condition does not hold.
    Static,     ///< A person gives it.
    Generated,  ///< Drawn as a password.
    Computed,   ///< Made in a way that makes no password.
    Copied,
    Fixed,   ///< Written in the rule.
    Broken,  ///< The rule cannot be understood; the findings say why.
  };

  Origin origin = Origin::Unknown;
  SourcePos at{};     ///< The rule's key.
  SecretName from{};  ///< Of a copy.
  ValuePtr value{};   ///< Of a fixed one.
};

/// The rules of all applications of one environment. `secrets-<environment>.yaml` replaces what
/// `secrets.yaml` says about a key.
class Rules {
 public:
  Rules(const Site& site, Files& files) : site_(site), files_(files) {}

  /// The rule for `name`. What is wrong with it, or with the values that its conditions ask, is
  /// about `claim`.
  Rule rule(const SecretName& name, const ClaimId& claim, Findings& findings);

  /// The secrets of other applications, switched on here, that are copies of `name`, also by way
  /// of each other, each with its rule.
  std::map<SecretName, Rule> copies_of(const SecretName& name, const ClaimId& claim,
                                       Findings& findings);

 private:
  using Entries = std::map<std::string, Member>;

  Entries entries(const std::string& application, const ClaimId* claim);
  bool holds(const std::string& application, const ValuePtr& setting, const ClaimId& claim,
             Findings& findings);
  bool active(const std::string& application, const ValuePtr& block, const ClaimId& claim,
              Findings& findings);
  void find_copies(Findings& findings);

  const Site& site_;
  Files& files_;
  std::multimap<SecretName, SecretName> copies_{};  ///< Source to copy, conditions aside.
  bool searched_ = false;                           ///< `copies_` is filled.
};

}  // namespace pgberth::phalanx
