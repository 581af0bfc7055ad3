#include "reconciler/desired/discovery/generators.h"

#include "reconciler/desired/discovery/filling.h"
#include "reconciler/desired/discovery/parameter_set.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace pgberth::discovery {
namespace {

constexpr int kDeepest = 2;  // A matrix may hold a merge, and the other way round.
constexpr std::array<std::string_view, 4> kKnown{"list", "git", "matrix", "merge"};

bool is_flat_text(const ValuePtr& value) {
  return value && value->kind == Kind::String;
}

}  // namespace

Generators::Sets Generators::refuse(Code code, std::string what, const SourcePos& at) {
  hunt_.tell(code, std::move(what), at, "Name the environments in the settings.");
  return std::nullopt;
}

Generators::Sets Generators::of(const ValuePtr& generator, int depth) {
  if (!generator || !generator->is_mapping() || generator->children.empty())
    return refuse(Code::ManifestRefused, "a generator of \"" + name_ + "\" is empty",
                  generator ? generator->at : SourcePos{});
  if (const ValuePtr selector = child_of(generator, "selector"))
    return refuse(Code::NotEvaluated,
                  "a generator of \"" + name_ + "\" has a selector, which is not known here",
                  selector->at);
  for (const Member& member : generator->children) {
    const auto known = std::ranges::find(kKnown, member.key);
    if (known == kKnown.end())
      return refuse(Code::NotEvaluated,
                    "what generator \"" + member.key + "\" of \"" + name_ +
                        "\" makes is known in the cluster alone",
                    key_position(member));
    if (member.key == "list") return of_list(member.value);
    if (member.key == "git") return of_git(member.value);
    if (depth >= kDeepest)
      return refuse(Code::ManifestRefused, "generators of \"" + name_ + "\" are nested too deeply",
                    key_position(member));
    return member.key == "matrix" ? of_matrix(member.value, depth) : of_merge(member.value, depth);
  }
  return std::vector<ValuePtr>{};
}

/// What a template may name of `node`, a mapping of a list or a file.
std::optional<ValuePtr> Generators::parameters_of(const ValuePtr& node) {
  if (!node || !node->is_mapping()) return std::nullopt;
  if (!hunt_.count_rendered(1 + node->children.size(), node->at)) return std::nullopt;
  return go_ ? node : flattened(node);
}

Generators::Sets Generators::of_list(const ValuePtr& list) {
  if (const ValuePtr yaml = child_of(list, "elementsYaml"); yaml && !yaml->text.empty())
    return refuse(Code::NotEvaluated, "\"elementsYaml\" of \"" + name_ + "\" is not known here",
                  yaml->at);
  std::vector<ValuePtr> sets;
  const ValuePtr elements = child_of(list, "elements");
  if (!elements) return sets;
  for (const Member& element : elements->children) {
    const bool texts = element.value->is_mapping() &&
                       std::ranges::all_of(element.value->children, [](const Member& member) {
                         return is_flat_text(member.value) || member.key == "values";
                       });
    if (!go_ && !texts)
      return refuse(Code::ManifestRefused,
                    "an element of \"" + name_ + "\" has a value that is no text",
                    element.value->at);
    auto params = parameters_of(element.value);
    if (!params)
      return refuse(Code::ManifestRefused, "an element is no mapping", element.value->at);
    sets.push_back(*std::move(params));
  }
  return sets;
}

/// `values` of a generator, filled in from its own parameters, under "values".
std::optional<ValuePtr> Generators::with_values(const ValuePtr& generator, ValuePtr params) {
  const ValuePtr values = child_of(generator, "values");
  if (!values || !values->is_mapping()) return params;
  ValuePtr made = filled(values, params, go_, hunt_);
  if (!made) return std::nullopt;
  const ValuePtr below = mapping_of({{.key = "values", .value = std::move(made)}});
  return combined(params, go_ ? below : flattened(below));
}

Generators::Sets Generators::of_matrix(const ValuePtr& matrix, int depth) {
  const ValuePtr children = child_of(matrix, "generators");
  if (!children || children->children.size() != 2)
    return refuse(Code::ManifestRefused, "a matrix of \"" + name_ + "\" needs two generators",
                  place_of(matrix, {}));
  const auto outer = of(children->children[0].value, depth + 1);
  if (!outer) return std::nullopt;
  std::vector<ValuePtr> sets;
  for (const ValuePtr& params : *outer) {
    const ValuePtr second = filled(children->children[1].value, params, go_, hunt_);
    const auto inner = second ? of(second, depth + 1) : std::nullopt;
    if (!inner) return std::nullopt;
    for (const ValuePtr& more : *inner) {
      if (!hunt_.count_rendered(params->children.size() + more->children.size(), second->at))
        return std::nullopt;
      if (const auto key = go_ ? std::nullopt : difference(params, more))
        return refuse(Code::ManifestRefused,
                      "both generators of a matrix of \"" + name_ + "\" make \"" + *key + "\"",
                      second->at);
      if (sets.size() >= hunt_.limits().applications)
        return refuse(Code::DiscoveryLimit,
                      "a matrix of \"" + name_ + "\" makes more than " +
                          std::to_string(sets.size()) + " applications",
                      second->at);
      sets.push_back(combined(more, params));
    }
  }
  return sets;
}

Generators::Sets Generators::of_merge(const ValuePtr& merge, int depth) {
  const ValuePtr children = child_of(merge, "generators");
  const ValuePtr keys = child_of(merge, "mergeKeys");
  if (!children || children->children.size() < 2 || !keys || keys->children.empty())
    return refuse(Code::ManifestRefused,
                  "a merge of \"" + name_ + "\" needs two generators and a key",
                  place_of(merge, {}));
  std::map<std::vector<std::string>, ValuePtr> by_key;
  for (std::size_t i = 0; i < children->children.size(); ++i) {
    const auto sets = of(children->children[i].value, depth + 1);
    if (!sets) return std::nullopt;
    std::map<std::vector<std::string>, ValuePtr> own;
    for (const ValuePtr& params : *sets) {
      std::vector<std::string> key;
      for (const Member& name : keys->children) {
        const ValuePtr value = child_of(params, name.value->text);
        key.push_back(value ? "=" + value->text : "");
      }
      if (!own.emplace(std::move(key), params).second)
        return refuse(Code::ManifestRefused,
                      "a generator of a merge of \"" + name_ + "\" makes one key twice",
                      children->children[i].value->at);
    }
    if (i == 0) {
      by_key = std::move(own);
      continue;
    }
    for (const auto& [key, params] : own)
      if (const auto base = by_key.find(key); base != by_key.end())
        base->second = combined(base->second, params);
  }
  std::vector<ValuePtr> sets;
  sets.reserve(by_key.size());
  for (auto& [key, params] : by_key) sets.push_back(std::move(params));
  return sets;
}

}  // namespace pgberth::discovery
