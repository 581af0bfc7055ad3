#pragma once

#include "reconciler/adapters/aws/aws_config.h"
#include "reconciler/adapters/aws/credentials.h"
#include "reconciler/model/store_address.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace pgberth {

/// The words of a line as a shell would see them, and AWS's tools do: spaces between, '…' as it
/// is, "…" in which a backslash goes before a quote or another one, and a backslash before
/// anything. Nothing else means something. Nothing: a quote is not closed.
std::optional<std::vector<std::string>> words_of(const std::string& line);

/// A program of the operator's that prints credentials, as `credential_process` of a profile says.
/// It is started by its absolute path, without a shell, with PATH, HOME and the variables that say
/// which files, profile and region of AWS are meant, and without standard input.
struct CredentialProcess {
  std::string line;     ///< As the profile says it; it may hold a secret.
  std::string profile;  ///< Whose it is.
  std::chrono::milliseconds timeout{60'000};
};

/// Runs the program. Errors: StoreAuth, when it is named in another way, lies among the values,
/// cannot be started, takes too long, fails, or prints what are no credentials. None repeats what
/// it printed, nor its arguments.
Result<AwsCredentials> run_credential_process(const CredentialProcess& process,
                                              const AwsAddress& address,
                                              const AwsVariable& variable);

}  // namespace pgberth
