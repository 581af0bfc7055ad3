#include "reconciler/desired/opta/advice.h"

#include <algorithm>
#include <utility>

namespace pgberth::opta {
namespace {

void find_text(const ValuePtr& node, std::string_view text, std::vector<SourcePos>& found) {
  if (node->text.find(text) != std::string::npos) found.push_back(node->at);
  for (const Member& member : node->children) find_text(member.value, text, found);
}

/// The names of `env_vars`, a list of names and values or a mapping, with their places.
std::vector<std::pair<std::string, SourcePos>> variables_of(const Module& service) {
  std::vector<std::pair<std::string, SourcePos>> names;
  const ValuePtr variables = child_of(service.node, "env_vars");
  if (!variables) return names;
  for (const Member& item : variables->children) {
    if (variables->is_mapping())
      names.emplace_back(item.key, key_position(item));
    else if (const ValuePtr name = child_of(item.value, "name"))
      names.emplace_back(name->text, name->at);
  }
  return names;
}

}  // namespace

Findings doubts_about(const Layer& layer, const Options& options) {
  if (layer.ambiguous) {
    std::string names;
    for (const Parent& parent : layer.parents)
      names += (names.empty() ? "\"" : ", \"") + parent.name + "\"";
    return {{.code = Code::BadSettings,
             .what = "\"" + layer.name + "\" is written for several environments, " + names,
             .where = layer.parents.front().at,
             .hint = "Set the option \"environment\" to one of them."}};
  }
  if (layer.selected) return {};
  return {{.code = Code::SwitchedOff,
           .what = "\"" + layer.name + "\" is not for environment \"" + options.environment + "\"",
           .where = layer.at}};
}

Finding unlinked(const Module& module, const Layer& layer) {
  Finding finding{.code = Code::UnusedDatabase,
                  .what = "no service links to \"" + layer.name + "." + module.name +
                          "\", so nobody asks for a credential",
                  .where = module.at};
  for (const Module& other : layer.modules)
    find_text(other.node, "{module." + module.name + ".db_", finding.also);
  if (!finding.also.empty()) {
    finding.what += "; values that name it are filled in by Terraform";
    finding.hint = "Link a k8s-service to it if pgberth should deliver its credential.";
  }
  return finding;
}

Findings hidden_variables(const Module& service, const Claim& claim) {
  Findings findings;
  const auto& keys = claim.places.back().layout->keys;
  for (const auto& [name, at] : variables_of(service))
    if (keys.contains(name))
      findings.push_back({.code = Code::DeadKey,
                          .what = "the pods of \"" + service.name + "\" see \"" + name +
                                  "\" of env_vars, not the linked one",
                          .where = at,
                          .hint = "Take it out of env_vars, or rename the link's variables."});
  return findings;
}

Findings dead_lists(const Module& service) {
  const Member* list = member_of(service.node, "secrets");
  if (list == nullptr || list->value->is_null()) return {};
  return {{.code = Code::DeadKey,
           .what = "the list \"secrets\" of \"" + service.name + "\" is no longer read",
           .where = key_position(*list),
           .hint = "What stands in manual-secrets reaches the pods without it."}};
}

Findings links_of_others(const Module& module, const Layer& layer) {
  if (is_service(module.type) || is_postgres(module.type)) return {};
  Findings findings;
  const ValuePtr links = child_of(module.node, "links");
  if (!links) return findings;
  for (const Member& item : links->children) {
    const ValuePtr& link = item.value;
    const std::string name =
        link->is_mapping() && !link->children.empty() ? link->children.front().key : link->text;
    const auto target = std::ranges::find(layer.modules, name, &Module::name);
    if (target == layer.modules.end() || !is_postgres(target->type)) continue;
    findings.push_back({.code = Code::DeadKey,
                        .what = "\"" + module.name + "\" of type \"" + module.type +
                                "\" links to database \"" + name + "\" and gets no credential",
                        .where = link->at,
                        .hint = "Only links of a k8s-service give one."});
  }
  return findings;
}

Findings nearly_postgres(const Module& module) {
  if (is_postgres(module.type) || module.type.find("postgres") == std::string::npos) return {};
  return {{.code = Code::NotCanonical,
           .what = "\"" + module.type + "\" is no type of module that is known",
           .where = module.at,
           .hint = "Databases are of type postgres, aws-postgres, gcp-postgres, azure-postgres or "
                   "local-postgres."}};
}

}  // namespace pgberth::opta
