#include "tests/support/opta_values.h"

#include "reconciler/text/yaml.h"

#include <gtest/gtest.h>

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

}  // namespace pgberth::testing
