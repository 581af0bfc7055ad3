#pragma once

#include "reconciler/desired/environment.h"

#include "tests/support/list_desired.h"
#include "tests/support/values_tree.h"
#include <map>
#include <string>
#include <vector>

namespace pgberth::testing {

/// Opta files by name, and the operator's options as YAML, which stand in `pgberth.yaml`.
struct OptaInput {
  std::map<std::string, std::string> files;
  std::string options{};
  std::string name = "prod";
};

/// What environment `name` asks for, all of `files` listed.
Desired opta(const OptaInput& input);

/// The same for one file, `app.yaml`.
Desired opta_file(const std::string& yaml, const std::string& options = "");

/// A mapping as options, as if it stood in `pgberth.yaml`; "" is none.
ValuePtr options_from(const std::string& yaml);

/// The keys of the claim's authority, sorted.
std::vector<std::string> keys_of(const Claim& claim);

/// A file with a service `web` that has `links`, written below `links:`, and two databases.
std::string opta_app(const std::string& links);

/// A file with a service `web` that links to `db`, a module with the inputs of `module`.
std::string opta_module(const std::string& module);

/// Options for `modules`, written in one line.
std::string options_for(const std::string& modules);

/// The one claim; throws when there is none.
const Claim& only_claim(const Desired& desired);

bool blocked_all(const Desired& desired);

/// The first finding of `code`; throws when there is none.
const Finding& first_finding(const Desired& desired, Code code);

}  // namespace pgberth::testing
