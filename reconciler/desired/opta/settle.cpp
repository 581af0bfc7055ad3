#include "reconciler/desired/opta/layer.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

namespace pgberth::opta {
namespace {

constexpr std::size_t kMaxNamespace = 63;

bool plain_word(std::string_view text, std::string_view also) {
  return std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           also.find(c) != std::string_view::npos;
  });
}

bool name_space(std::string_view text) {
  return !text.empty() && text.size() <= kMaxNamespace && plain_word(text, "-") &&
         text.front() != '-' && text.back() != '-' &&
         std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::set<Cloud> clouds_in(const ValuePtr& root) {
  constexpr std::array<std::pair<std::string_view, Cloud>, 4> names{{{"aws", Cloud::Aws},
                                                                     {"google", Cloud::Gcp},
                                                                     {"azurerm", Cloud::Azure},
                                                                     {"local", Cloud::Local}}};
  std::set<Cloud> clouds;
  for (const auto& [name, cloud] : names)
    if (member_of(child_of(root, "providers"), name) != nullptr) clouds.insert(cloud);
  return clouds;
}

void add_words(std::map<std::string, ValuePtr>& words, const ValuePtr& node) {
  if (!node || !node->is_mapping()) return;
  for (const Member& member : node->children) words[member.key] = member.value;
}

class Settler {
 public:
  Settler(std::vector<Layer>& layers, const Options& options, const EnvironmentName& environment,
          Findings& findings)
      : layers_(layers), options_(options), environment_(environment), findings_(findings) {}

  void run() {
    for (Layer& layer : layers_) choose(layer);
    leave_out_other_environments();
    for (Layer& layer : layers_) {
      const auto before = static_cast<std::ptrdiff_t>(findings_.size());
      settle_words(layer);
      settle_cloud(layer);
      settle_name(layer);
      settle_modules(layer);
      if (!layer.selected) findings_.erase(findings_.begin() + before, findings_.end());
    }
  }

 private:
  const Layer* layer_at(const std::string& file) const {
    const auto found = std::ranges::find_if(layers_, [&](const Layer& layer) {
      return std::filesystem::path(layer.file).lexically_normal().generic_string() == file;
    });
    return file.empty() || found == layers_.end() ? nullptr : &*found;
  }

  static const Parent* parent_named(const Layer& layer, const std::string& name) {
    const auto found = std::ranges::find(layer.parents, name, &Parent::name);
    return found == layer.parents.end() ? nullptr : &*found;
  }

  void choose(Layer& layer) {
    if (layer.parents.empty()) return;
    if (!options_.environment.empty()) {
      layer.parent = parent_named(layer, options_.environment);
      layer.selected = layer.parent != nullptr;
      return;
    }
    layer.parent = layer.parents.size() == 1 ? &layer.parents.front()
                                             : parent_named(layer, environment_.str());
    layer.ambiguous = layer.parent == nullptr;
  }

  /// Files of other environments are listed beside those of this one.
  void leave_out_other_environments() {
    std::set<std::string> mine;
    std::set<std::string> others;
    for (const Layer& layer : layers_)
      for (const Parent& parent : layer.parents)
        (&parent == layer.parent || layer.ambiguous ? mine : others).insert(parent.file);
    for (Layer& layer : layers_) {
      const std::string file =
          std::filesystem::path(layer.file).lexically_normal().generic_string();
      if (layer.parents.empty() && others.contains(file) && !mine.contains(file))
        layer.selected = false;
    }
  }

  void settle_words(Layer& layer) {
    Words& words = layer.words;
    if (const ValuePtr inputs = child_of(layer.root, "input_variables"))
      for (const Member& input : inputs->children)
        if (const ValuePtr fallback = child_of(input.value, "default"))
          words.vars[text_or_empty(child_of(input.value, "name"))] = fallback;
    if (layer.parent != nullptr) {
      add_words(words.vars, child_of(layer.parent->node, "variables"));
      add_words(words.vars, child_of(layer.parent->node, "vars"));
    }
    for (const auto& [name, value] : options_.vars) words.vars[name] = value;
    words.parent = options_.parent;
    words.layer_name = text_or_empty(child_of(layer.root, "name"));
    settle_env(layer);
  }

  /// `{env}` is what the environment's own file calls itself.
  void settle_env(Layer& layer) {
    Words& words = layer.words;
    if (layer.parents.empty()) {
      words.env = words.layer_name;
    } else if (layer.parent != nullptr) {
      const Layer* file = layer_at(layer.parent->file);
      if (file != nullptr) words.env = text_or_empty(child_of(file->root, "name"));
      words.env_guessed = words.env.empty();
      words.env_at = layer.parent->at;
      if (words.env_guessed) words.env = layer.parent->name;
    }
  }

  void settle_cloud(Layer& layer) {
    std::set<Cloud> clouds = clouds_in(layer.root);
    if (layer.parent != nullptr)
      if (const Layer* file = layer_at(layer.parent->file)) clouds.merge(clouds_in(file->root));
    if (clouds.size() == 1) layer.cloud = *clouds.begin();
  }

  void settle_name(Layer& layer) {
    const Member* name = member_of(layer.root, "name");
    layer.at = name == nullptr ? SourcePos{.file = layer.file} : name->value->at;
    if (name == nullptr || name->value->is_null()) {
      findings_.push_back({.code = Code::HalfSection,
                           .what = "the file has no \"name\", which its namespace is made of",
                           .where = layer.at});
      return;
    }
    Words words = layer.words;
    words.layer_name.clear();
    const auto text = used_text(name->value, "name", words, findings_);
    if (!text) return;
    if (name_space(text->text)) {
      layer.name = text->text;
      layer.words.layer_name = text->text;
      if (layer.parents.empty()) layer.words.env = text->text;
      return;
    }
    findings_.push_back({.code = Code::NameInvalid,
                         .what = "\"" + text->text + "\" cannot name a layer and its namespace",
                         .where = layer.at,
                         .hint = "Use at most 63 lower-case letters, digits and dashes."});
  }

  void settle_modules(Layer& layer) {
    const ValuePtr list = child_of(layer.root, "modules");
    if (!list || list->is_null()) {
      findings_.push_back(not_values(layer.file, "the file has no \"modules\""));
      return;
    }
    if (list->kind != Kind::Sequence) {
      findings_.push_back(wrong_type(list, "modules", "a list"));
      return;
    }
    for (const Member& item : list->children)
      if (auto module = module_of(item.value, layer)) add_module(*std::move(module), layer);
    const std::set<Cloud> clouds = clouds_of(layer.modules);
    if (!layer.cloud && clouds.size() == 1) layer.cloud = *clouds.begin();
  }

  /// Modules of one cloud's own types stand only in files for that cloud.
  static std::set<Cloud> clouds_of(const std::vector<Module>& modules) {
    std::set<Cloud> clouds;
    for (const Module& module : modules)
      if (const auto dash = module.type.find('-'); dash != std::string::npos)
        if (const auto cloud = cloud_named(std::string_view(module.type).substr(0, dash)))
          clouds.insert(*cloud);
    return clouds;
  }

  std::optional<Module> module_of(const ValuePtr& node, const Layer& layer) {
    if (!node->is_mapping()) {
      findings_.push_back(wrong_type(node, "one of modules", "a mapping"));
      return std::nullopt;
    }
    const std::size_t before = findings_.size();
    const auto type = used_text(child_of(node, "type"), "type", layer.words, findings_);
    if (!type) {
      if (findings_.size() == before)
        findings_.push_back(
            {.code = Code::HalfSection, .what = "a module has no \"type\"", .where = node->at});
      return std::nullopt;
    }
    const auto name = used_text(child_of(node, "name"), "name", layer.words, findings_);
    const ValuePtr named = child_of(node, "name");
    if (!name && named && !named->is_null()) return std::nullopt;
    Module module{.type = type->text, .node = node, .at = name ? name->at : node->at};
    module.name = name ? name->text : type->text;
    if (!name) std::erase(module.name, '-');
    return module;
  }

  void add_module(Module module, Layer& layer) {
    if (module.name.empty() || !plain_word(module.name, "")) {
      findings_.push_back({.code = Code::NameInvalid,
                           .what = "\"" + module.name + "\" cannot name a module",
                           .where = module.at,
                           .hint = "Use letters and digits."});
      return;
    }
    const auto earlier = std::ranges::find(layer.modules, module.name, &Module::name);
    if (earlier != layer.modules.end()) {
      earlier->findings.push_back({.code = Code::NameInvalid,
                                   .what = "two modules are called \"" + module.name + "\"",
                                   .where = module.at,
                                   .hint = "Give each module of a file a name of its own.",
                                   .also = {earlier->at}});
      return;
    }
    layer.modules.push_back(std::move(module));
  }

  std::vector<Layer>& layers_;
  const Options& options_;
  const EnvironmentName& environment_;
  Findings& findings_;
};

}  // namespace

void settle(std::vector<Layer>& layers, const Options& options, const EnvironmentName& environment,
            Findings& findings) {
  Settler(layers, options, environment, findings).run();
}

}  // namespace pgberth::opta
