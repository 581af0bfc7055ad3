#pragma once

#include "tests/support/harness.h"
#include "tests/support/values_tree.h"
#include <map>
#include <string>
#include <vector>

namespace pgberth::testing {

/// An environment `prod` with the namespaces staging and prod, one server and the release prod-db;
/// its services lie below `services`.
struct ToolchainSite {
  std::map<std::string, std::string> files{};
  std::string options = "servers: [{host: db.example.internal, adminUsername: master}]\n";
  std::vector<std::string> namespaces{"staging", "prod"};

  /// Adds the service `name` with the text of its list: `[users, scm-integration]`.
  ToolchainSite& with(const std::string& name, const std::string& dbs);
  ToolchainSite& with_options(const std::string& more);

  EnvironmentSettings settings() const;
  Desired read() const;
};

/// A world in memory for the claims of a site: run_pass() on the harness's stores and server.
struct ToolchainWorld {
  Harness harness{};

  /// One pass with a login that sees everything.
  PassReport pass(const ToolchainSite& site, bool apply = true);

  /// What the envelope of an entry in Kubernetes holds now; empty when there is no such entry.
  std::map<std::string, std::string> opened(const std::string& path) const;

  /// Puts an entry as the tools of today store it.
  void put_credential(const std::string& path, const std::map<std::string, std::string>& fields);
};

/// The fields of a credential as they would be stored for `user`.
std::map<std::string, std::string> credential_of(const std::string& database,
                                                 const std::string& user,
                                                 const std::string& password);

/// A mapping from text, as a settings file holds it; positions name `pgberth.yaml`.
ValuePtr settings_text(const std::string& yaml);

/// The claim of that id; fails the test when there is none.
const Claim& claim_by_id(const Desired& desired, const std::string& id);

/// The ids of all claims.
std::vector<std::string> ids_of(const Desired& desired);

/// The text of the first finding of `code`, or "".
std::string words(const Findings& findings, Code code);

}  // namespace pgberth::testing
