#pragma once

#include "reconciler/base/result.h"
#include "reconciler/base/secret.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace pgberth {

/// What shows AWS who asks.
struct AwsCredentials {
  std::string key_id;
  Secret secret;
  Secret token{};                                   ///< Of a session; empty: of a user's own key.
  std::optional<std::chrono::sys_seconds> until{};  ///< Absent: until it is refused.
  std::string from{};  ///< Where they came from: 'profile "prod"', a phrase for errors.
};

/// Draws credentials anew from where they come from: nothing of an earlier call is used, as tokens
/// are exchanged in their files while we run.
/// Errors: StoreAuth (there are none, or they are refused), StoreUnreachable, StoreCertificate.
using AwsCredentialReader = std::function<Result<AwsCredentials>()>;

/// A variable of the process' environment.
using AwsVariable = std::function<std::optional<std::string>(const std::string& name)>;

}  // namespace pgberth
