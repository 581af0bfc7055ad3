#include "tests/support/phalanx_repo.h"

#include "reconciler/text/yaml.h"

#include "tests/support/values_tree.h"
#include <stdexcept>

namespace pgberth::testing {

RepoFiles today_repo() {
  return {{"environments/values.yaml",
           "name: \"\"\n"
           "vaultUrl: https://vault.example.internal\n"
           "vaultPathPrefix: \"\"\n"
           "applications: {postgres: false, tickets: true, logbook: false, idle: false}\n"},
          {"environments/values-prod.yaml",
           "name: prod\n"
           "vaultPathPrefix: secret/prod\n"
           "applications:\n"
           "  logbook: true\n"
           "  plots: true\n"
           "  postgres: true\n"},
          {"applications/postgres/values.yaml", "debug: \"\"\n"},
          {"applications/postgres/values-prod.yaml", "postgresStorageClass: standard\n"},
          {"applications/postgres/secrets.yaml", "root_password: {generate: {type: password}}\n"}};
}

RepoFiles today_repo(const std::string& values, const std::string& rules) {
  RepoFiles files = today_repo();
  files["applications/postgres/values-prod.yaml"] = values;
  files["applications/postgres/secrets.yaml"] = rules;
  return files;
}

RepoFiles old_repo(const std::string& values) {
  return {{"services/postgres/values-prod.yaml", values}};
}

Desired read_repo(const RepoFiles& files, const std::string& options) {
  EnvironmentSettings settings{.name = EnvironmentName{"prod"}, .dialect = "phalanx"};
  if (!options.empty()) settings.options = read_yaml(options, "pgberth.yaml").root;
  return read_repo(files, settings);
}

Desired read_repo(const RepoFiles& files, const EnvironmentSettings& settings) {
  MemoryTree tree(files);
  return read_environment(settings, tree);
}

const Claim& section_claim(const Desired& desired, const std::string& name) {
  for (const auto& [id, claim] : desired.claims.claims)
    if (id.str().ends_with("/" + name)) return claim;
  throw std::runtime_error("no claim of " + name);
}

std::string places(const Claim& claim) {
  std::string text;
  for (const Place& place : claim.places)
    text += std::string(to_string(place.part)) + " " + to_string(place.entry) + " " +
            key_of(*place.layout, Field::Password) + (place.may_create() ? " added" : "") + "\n";
  return text;
}

}  // namespace pgberth::testing
