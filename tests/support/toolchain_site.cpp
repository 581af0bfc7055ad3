#include "tests/support/toolchain_site.h"

#include "reconciler/text/envelope.h"
#include "reconciler/text/yaml.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace pgberth::testing {

ToolchainSite& ToolchainSite::with(const std::string& name, const std::string& dbs) {
  files["services/" + name + "/values.yaml"] = "name: " + name + "\ndbs: " + dbs + "\n";
  return *this;
}

ToolchainSite& ToolchainSite::with_options(const std::string& more) {
  options += more;
  return *this;
}

EnvironmentSettings ToolchainSite::settings() const {
  return {.name = EnvironmentName{"prod"},
          .dialect = "toolchain",
          .folder = "services",
          .release = "prod-db",
          .namespaces = namespaces,
          .options = settings_text(options)};
}

Desired ToolchainSite::read() const {
  MemoryTree tree(files);
  return read_environment(settings(), tree);
}

PassReport ToolchainWorld::pass(const ToolchainSite& site, bool apply) {
  Desired desired = site.read();
  for (const auto& [id, server] : desired.claims.servers)
    harness.world.servers.insert_or_assign(id, &harness.server);
  return run_pass(std::move(desired), harness.world,
                  {.depth = Depth::Deep, .apply = apply, .jobs_at_once = 1});
}

std::map<std::string, std::string> ToolchainWorld::opened(const std::string& path) const {
  std::map<std::string, std::string> fields;
  const auto entry = harness.kubernetes.entry(path);
  const auto envelope = entry.find("secret_string");
  if (envelope == entry.end()) return fields;
  const auto open = open_envelope(envelope->second);
  EXPECT_TRUE(open) << path;
  if (open)
    for (const auto& [key, value] : *open) fields.emplace(key, value.reveal());
  return fields;
}

void ToolchainWorld::put_credential(const std::string& path,
                                    const std::map<std::string, std::string>& fields) {
  Fields content;
  for (const auto& [key, value] : fields) content.emplace(key, Secret{value});
  const auto closed = close_envelope(content, {"port"}, harness.world.clock().wall());
  harness.kubernetes.put(path, {{"secret_string", std::string(closed->reveal())}});
}

std::map<std::string, std::string> credential_of(const std::string& database,
                                                 const std::string& user,
                                                 const std::string& password) {
  return {{"engine", "postgres"},           {"user", user},   {"password", password},
          {"host", "db.example.internal"},  {"port", "5432"}, {"dbname", database},
          {"set_role", database + "_owner"}};
}

ValuePtr settings_text(const std::string& yaml) {
  const YamlText read = read_yaml(yaml, "pgberth.yaml");
  EXPECT_TRUE(read.root) << yaml;
  return read.root;
}

const Claim& claim_by_id(const Desired& desired, const std::string& id) {
  const auto claim = desired.claims.claims.find(ClaimId{id});
  if (claim == desired.claims.claims.end()) throw std::runtime_error("no claim " + id);
  return claim->second;
}

std::vector<std::string> ids_of(const Desired& desired) {
  std::vector<std::string> ids;
  ids.reserve(desired.claims.claims.size());
  for (const auto& [id, claim] : desired.claims.claims) ids.push_back(id.str());
  return ids;
}

std::string words(const Findings& findings, Code code) {
  const auto found = std::ranges::find(findings, code, &Finding::code);
  return found == findings.end() ? "" : found->what;
}

}  // namespace pgberth::testing
