#include "tests/support/opta_values.h"

#include "reconciler/text/yaml.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace pgberth::testing {
ValuePtr options_from(const std::string& yaml) {
  return yaml.empty() ? nullptr : read_yaml(yaml, "pgberth.yaml").root;
}

Desired opta(const OptaInput& input) {
  MemoryTree tree(input.files);
  EnvironmentSettings settings{.name = EnvironmentName{input.name}, .dialect = "opta"};
  for (const auto& [path, text] : input.files) settings.files.push_back(path);
  settings.options = options_from(input.options);
  return read_environment(settings, tree);
}

Desired opta_file(const std::string& yaml, const std::string& options) {
  return opta({.files = {{"app.yaml", yaml}}, .options = options});
}

std::vector<std::string> keys_of(const Claim& claim) {
  std::vector<std::string> keys;
  for (const auto& [key, slot] : authority_of(claim)->layout->keys) keys.push_back(key);
  return keys;
}

std::string opta_app(const std::string& links) {
  return "name: app\n"
         "org_name: example\n"
         "providers: {aws: {region: us-east-1}}\n"
         "modules:\n"
         "  - type: k8s-service\n"
         "    name: web\n"
         "    links:\n" +
         links +
         "  - {name: db, type: postgres}\n"
         "  - {name: other, type: aws-postgres}\n"
         "  - {name: cache, type: redis}\n"
         "  - {name: documents, type: aws-documentdb}\n";
}

std::string opta_module(const std::string& module) {
  return "name: app\n"
         "providers: {aws: {region: us-east-1}}\n"
         "modules:\n"
         "  - {type: k8s-service, name: web, links: [db]}\n"
         "  - {name: db, " +
         module + "}\n";
}

std::string options_for(const std::string& modules) {
  return "modules: {" + modules + "}\n";
}

const Claim& only_claim(const Desired& desired) {
  EXPECT_EQ(desired.claims.claims.size(), 1u);
  if (desired.claims.claims.empty()) throw std::runtime_error("no claim");
  return desired.claims.claims.begin()->second;
}

bool blocked_all(const Desired& desired) {
  for (const auto& [id, claim] : desired.claims.claims)
    if (!claim.blocked) return false;
  return true;
}

const Finding& first_finding(const Desired& desired, Code code) {
  for (const Finding& finding : desired.findings)
    if (finding.code == code) return finding;
  throw std::runtime_error("no such finding:\n" + listing(desired));
}

}  // namespace pgberth::testing
