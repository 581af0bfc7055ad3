#include "reconciler/desired/opta/layer.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

namespace pgberth::opta {
namespace {

/// `path` of a values file as the tree names it, when it is below the tree at all. It is only
/// compared with files that the operator listed, and never opened.
std::string beside(const std::string& file, const std::string& path) {
  if (path.empty() || path.starts_with("/") || path.starts_with("git@")) return {};
  const std::filesystem::path joined = std::filesystem::path(file).parent_path() / path;
  return joined.lexically_normal().generic_string();
}

std::vector<Parent> parents_of(const std::string& file, const ValuePtr& root, Findings& findings) {
  std::vector<Parent> parents;
  const ValuePtr list = child_of(root, "environments");
  if (!list || list->is_null()) return parents;
  if (list->kind != Kind::Sequence) {
    findings.push_back(wrong_type(list, "environments", "a list"));
    return parents;
  }
  for (const Member& item : list->children) {
    const std::string name = text_or_empty(child_of(item.value, "name"));
    if (name.empty()) {
      findings.push_back({.code = Code::WrongType,
                          .what = "one of \"environments\" has no name",
                          .where = item.value->at});
      continue;
    }
    const std::string path = text_or_empty(child_of(item.value, "path"));
    parents.push_back(
        {.name = name, .file = beside(file, path), .at = item.value->at, .node = item.value});
  }
  return parents;
}

/// The layouts of before 0.2: `meta:` for the name, modules in a mapping, in `blocks:` or named by
/// their key.
bool old_layout(const ValuePtr& root) {
  if (child_of(root, "blocks") || child_of(root, "meta")) return true;
  const ValuePtr modules = child_of(root, "modules");
  if (!modules) return false;
  if (modules->is_mapping()) return true;
  return std::ranges::any_of(modules->children, [](const Member& item) {
    return item.value->is_mapping() && item.value->children.size() == 1 &&
           item.value->children.front().value->is_mapping();
  });
}

}  // namespace

Finding not_values(const std::string& file, std::string what) {
  return {.code = Code::NotValues, .what = std::move(what), .where = {.file = file}};
}

bool is_postgres(std::string_view type) {
  return type == "postgres" || type == "aws-postgres" || type == "gcp-postgres" ||
         type == "azure-postgres" || type == "local-postgres";
}

bool is_service(std::string_view type) {
  return type == "k8s-service" || type == "aws-k8s-service" || type == "gcp-k8s-service" ||
         type == "azure-k8s-service" || type == "local-k8s-service";
}

std::optional<Layer> layer_of(const std::string& file, const ValuePtr& root, Findings& findings) {
  const auto has = [&](std::string_view key) { return member_of(root, key) != nullptr; };
  if (old_layout(root)) {
    findings.push_back(not_values(
        file, "the file has the layout of Opta before 0.2, or another one's, and is not read"));
    return std::nullopt;
  }
  if (!has("environments") && !has("org_name") && !has("providers") &&
      !(has("modules") && has("name"))) {
    findings.push_back(not_values(file, "the file is no Opta file"));
    return std::nullopt;
  }
  Layer layer{.file = file, .root = root};
  layer.parents = parents_of(file, root, findings);
  return layer;
}

}  // namespace pgberth::opta
