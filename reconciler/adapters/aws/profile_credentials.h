#pragma once

#include "reconciler/adapters/aws/aws_config.h"
#include "reconciler/adapters/aws/credential_chain.h"
#include "reconciler/adapters/aws/given_credentials.h"

#include <string>
#include <vector>

namespace pgberth {

/// AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY. Error (StoreAuth): only one of them is set.
Result<MaybeCredentials> environment_credentials(const AwsVariable& variable);

/// The role AWS_ROLE_ARN by the token in AWS_WEB_IDENTITY_TOKEN_FILE, as EKS sets them (IRSA).
/// Errors: those of Sts; StoreAuth too where there is no role to the file.
Result<MaybeCredentials> web_identity_credentials(const CredentialParts& parts);

/// What the chosen profile of AWS's shared files says, from its source on and role by role.
/// Errors (StoreAuth): it is not there, wants a person (a code of a device, a log-in in a browser),
/// contradicts itself, or goes round in a circle; those of Sts and of the sources.
class ProfileCredentials {
 public:
  ProfileCredentials(const CredentialParts& parts, const AwsProfiles& profiles)
      : parts_(parts), profiles_(profiles) {}

  /// One that says nothing of credentials is an error, too.
  Result<AwsCredentials> drawn();

  /// Nothing: it says nothing of credentials, or it is "default", which nobody named, and not
  /// there.
  Result<MaybeCredentials> drawn_if_any();

 private:
  /// One profile on the way from a role to who assumes it.
  struct Step {
    std::string name;
    const AwsProfile* profile;
    bool its_role;  ///< Whether the role is meant that it names, or who assumes that.
  };

  Result<MaybeCredentials> drawn_from(const std::string& name);
  /// From the profile `name` through `source_profile` to the one that begins.
  Result<std::vector<Step>> steps(const std::string& name) const;
  Result<MaybeCredentials> beginning(const Step& step);
  Result<MaybeCredentials> by_web_identity(const Step& step);
  Result<MaybeCredentials> by_source(const Step& step);
  Result<AssumedRole> role_of(const Step& step) const;
  Error wrong(const std::string& name, const std::string& why, std::string hint = {}) const;
  Error without(const std::string& name, const NoCredentials& none, const std::string& hint) const;

  const CredentialParts& parts_;
  const AwsProfiles& profiles_;
};

}  // namespace pgberth
