#pragma once

#include "reconciler/adapters/aws/credentials.h"
#include "reconciler/adapters/aws/sts.h"
#include "reconciler/model/store_address.h"

namespace pgberth {

/// What credentials are drawn with.
struct CredentialParts {
  const AwsAddress& address;
  AwsVariable variable;
  Sts& sts;
  HttpClient& metadata;  ///< As `metadata_options` says: link-local addresses, no proxy.
  Clock& clock;
};

/// Who we are: the first of these that there is, and from there role by role as the settings say.
///   1. the profile, where settings name one (an address's own `profile`); it is this or nobody
///   2. AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
///   3. AWS_WEB_IDENTITY_TOKEN_FILE with AWS_ROLE_ARN (IRSA)
///   4. the profile that AWS_PROFILE names, or "default": its keys, web identity, source_profile
///      or credential_source with role_arn, credential_process
///   5. AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI (ECS, EKS Pod Identity)
///   6. the instance's own role (IMDSv2), unless AWS_EC2_METADATA_DISABLED is true
/// A source that is there and fails is an error: the next one would be somebody else.
Result<AwsCredentials> draw_credentials(const CredentialParts& parts);

}  // namespace pgberth
