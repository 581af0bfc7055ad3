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

}  // namespace pgberth::testing
