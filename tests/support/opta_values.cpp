#include "tests/support/opta_values.h"

#include "reconciler/base/overloaded.h"
#include "reconciler/text/yaml.h"

#include <gtest/gtest.h>

#include <iterator>

namespace pgberth::testing {
namespace {

std::string shown(const Source& source) {
  return std::visit(
      overloaded{[](const Text& text) { return "\"" + text.text + "\" " + to_string(text.at); },
                 [](const Given& given) { return "given at " + to_string(given.at); },
                 [](const Stored&) { return std::string("stored"); },
                 [](const KeyRef& key) { return to_string(key.entry) + " key " + *key.key; },
                 [](const auto&) { return std::string("something else"); }},
      source);
}

std::string shown(const Place& place) {
  std::string text = "  " + std::string(to_string(place.part)) + " " + to_string(place.entry);
  text += place.birth == Birth::MissingKeys ? ", missing keys may be added\n" : ", must exist\n";
  for (const auto& [key, slot] : place.layout->keys) {
    const auto* field = std::get_if<Field>(&slot.what);
    text += "    " + key + " = " +
            (field == nullptr ? "\"" + std::get<std::string>(slot.what) + "\""
                              : std::string(to_string(*field))) +
            "\n";
  }
  return text;
}

std::string shown(const Claim& claim) {
  std::string text = claim.id.str() + (claim.blocked ? " (blocked)" : "") +
                     (claim.selected ? "" : " (not selected)") + "\n";
  for (const auto& [service, at] : claim.services)
    text += "  asked by " + service.str() + " " + to_string(at) + "\n";
  text += "  on " + claim.server.str() + "\n";
  for (const auto& [field, source] : claim.credential)
    text += "  " + std::string(to_string(field)) + ": " + shown(source) + "\n";
  for (const Place& place : claim.places) text += shown(place);
  return text;
}

}  // namespace

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

std::string listing(const Desired& desired) {
  std::string text;
  for (const auto& [id, claim] : desired.claims.claims) text += shown(claim);
  for (const Finding& finding : desired.findings) {
    text += to_string(finding.where) + ": " + to_string(finding.code) + " " + finding.what + "\n";
    for (const SourcePos& also : finding.also) text += "  also " + to_string(also) + "\n";
    for (const ClaimId& id : finding.claims) text += "  about " + id.str() + "\n";
  }
  return text.empty() ? "nothing\n" : text;
}

std::vector<std::string> keys_of(const Claim& claim) {
  std::vector<std::string> keys;
  for (const auto& [key, slot] : authority_of(claim)->layout->keys) keys.push_back(key);
  return keys;
}

}  // namespace pgberth::testing
