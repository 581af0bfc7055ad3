#pragma once

#include "reconciler/base/result.h"
#include "reconciler/base/secret.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pgberth {

/// A program of the operator's that gives credentials for a cluster, as a kubeconfig names it
/// (client.authentication.k8s.io). It is started by its absolute path, without a shell, with PATH,
/// HOME and the variables that the kubeconfig gives it, and without standard input.
struct ExecPlugin {
  std::string command;
  std::vector<std::string> arguments{};
  std::map<std::string, std::string> environment{};
  std::string version = "client.authentication.k8s.io/v1";
  std::string cluster{};  ///< The cluster in JSON, for one that asks to be told; "": it does not.
  std::chrono::milliseconds timeout{30'000};
};

/// What the program answered.
struct ExecCredential {
  Secret token{};
  std::string client_certificate{};
  Secret client_key{};
  std::optional<std::chrono::sys_seconds> until{};  ///< Absent: until it is refused.
};

/// Runs the program. Errors: StoreAuth, when it cannot be started, takes too long, fails, or
/// answers what is no credential. None of them repeats what it answered.
Result<ExecCredential> run_exec_plugin(const ExecPlugin& plugin);

}  // namespace pgberth
