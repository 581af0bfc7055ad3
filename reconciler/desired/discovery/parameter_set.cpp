#include "reconciler/desired/discovery/parameter_set.h"

#include "reconciler/desired/discovery/go_functions.h"
#include "reconciler/desired/discovery/paths.h"
#include "reconciler/desired/helm_merge.h"

#include <memory>
#include <utility>

namespace pgberth::discovery {
namespace {

Member text_member(std::string key, std::string text) {
  return {.key = std::move(key), .value = text_value(std::move(text))};
}

void flatten(const ValuePtr& node, const std::string& key, std::vector<Member>& flat) {
  if (!node->is_mapping() && node->kind != Kind::Sequence) {
    flat.push_back(text_member(key, printed(node).value_or("<nil>")));
    return;
  }
  std::size_t place = 0;
  for (const Member& member : node->children) {
    std::string below = key;
    if (!below.empty()) below += ".";
    below += node->is_mapping() ? member.key : std::to_string(place++);
    flatten(member.value, below, flat);
  }
}

}  // namespace

ValuePtr mapping_of(std::vector<Member> members) {
  return std::make_shared<const Value>(
      Value{.kind = Kind::Mapping, .at = {}, .text = {}, .children = std::move(members)});
}

ValuePtr flattened(const ValuePtr& node) {
  std::vector<Member> flat;
  for (const Member& member : node->children) flatten(member.value, member.key, flat);
  return mapping_of(std::move(flat));
}

ValuePtr path_parameters(const std::string& folder, const std::string& file,
                         const std::string& prefix, bool go) {
  const std::string base = last_of(folder);
  const std::vector<std::string> segments = segments_of(folder);
  const std::string path = prefix.empty() || go ? "path" : prefix + ".path";
  const std::string dot = go ? "" : path + ".";
  std::vector<Member> members{text_member(go ? "path" : path, folder),
                              text_member(dot + "basename", base),
                              text_member(dot + "basenameNormalized", normalized(base))};
  if (!file.empty()) {
    members.push_back(text_member(dot + "filename", file));
    members.push_back(text_member(dot + "filenameNormalized", normalized(file)));
  }
  if (!go) {
    for (std::size_t i = 0; i < segments.size(); ++i)
      members.push_back(text_member(path + "[" + std::to_string(i) + "]", segments[i]));
    return mapping_of(std::move(members));
  }
  Value list{.kind = Kind::Sequence};
  for (const std::string& segment : segments)
    list.children.push_back({.value = text_value(segment)});
  members.push_back({.key = "segments", .value = std::make_shared<const Value>(std::move(list))});
  const ValuePtr whole = mapping_of({{.key = "path", .value = mapping_of(std::move(members))}});
  return prefix.empty() ? whole : mapping_of({{.key = prefix, .value = whole}});
}

ValuePtr combined(const ValuePtr& lower, const ValuePtr& upper) {
  return merge_files(lower, upper);
}

std::optional<std::string> difference(const ValuePtr& one, const ValuePtr& other) {
  for (const Member& member : one->children)
    if (const ValuePtr value = child_of(other, member.key);
        value && value->text != member.value->text)
      return member.key;
  return std::nullopt;
}

}  // namespace pgberth::discovery
