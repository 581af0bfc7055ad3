#pragma once

#include "reconciler/adapters/aws/credentials.h"

#include <string>
#include <variant>

namespace pgberth {

/// A place where credentials may come from, and has none: it is not set up.
struct NoCredentials {
  std::string why;     ///< "AWS_ACCESS_KEY_ID is not set".
  std::string hint{};  ///< What to do where it should be set up.
};

/// What a place comes to that need not be set up; an error is one that is and fails.
using MaybeCredentials = std::variant<AwsCredentials, NoCredentials>;

/// Who answers with credentials in JSON, and how it names what AWS's services name in several ways.
struct CredentialGiver {
  std::string who;  ///< 'the program "/opt/login"', in errors.
  std::string token_key = "Token";
  bool must_end = true;  ///< Whether they have a token and a time that they end at, always.
};

/// The credentials in `body`. Error (StoreAuth): there are none in it; nothing of it is repeated.
Result<AwsCredentials> credentials_in(const std::string& body, const CredentialGiver& giver);

/// A variable's text; one that is empty counts as not set.
std::string text_of(const AwsVariable& variable, const std::string& name);

}  // namespace pgberth
