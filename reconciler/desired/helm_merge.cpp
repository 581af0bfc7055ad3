#include "reconciler/desired/helm_merge.h"

#include <algorithm>
#include <map>
#include <utility>

namespace pgberth {
namespace {

using Index = std::map<std::string_view, const Member*>;

Index index_of(const Value& node) {
  Index index;
  for (const Member& member : node.children) index.emplace(member.key, &member);
  return index;
}

const Member* find(const Index& index, std::string_view key) {
  const auto found = index.find(key);
  return found == index.end() ? nullptr : found->second;
}

bool is_mapping(const ValuePtr& node) {
  return node && node->is_mapping();
}

Member with_value(const Member& member, ValuePtr value) {
  Member copy = member;
  copy.value = std::move(value);
  return copy;
}

}  // namespace

ValuePtr merge_files(const ValuePtr& lower, const ValuePtr& upper) {
  if (!lower) return upper;
  if (!upper) return lower;
  const Index later = index_of(*upper);
  const Index earlier = index_of(*lower);
  Value merged{.kind = Kind::Mapping, .at = upper->at};
  for (const Member& member : lower->children) {
    const Member* over = find(later, member.key);
    if (over == nullptr)
      merged.children.push_back(member);
    else if (is_mapping(over->value) && is_mapping(member.value))
      merged.children.push_back(with_value(*over, merge_files(member.value, over->value)));
    else
      merged.children.push_back(*over);
  }
  for (const Member& member : upper->children)
    if (!earlier.contains(member.key)) merged.children.push_back(member);
  return std::make_shared<const Value>(std::move(merged));
}

ValuePtr over_defaults(const ValuePtr& values, const ValuePtr& defaults, Nulls nulls) {
  if (!is_mapping(values) || !is_mapping(defaults)) return values ? values : defaults;
  const Index below = index_of(*defaults);
  const Index above = index_of(*values);
  Value merged{.kind = Kind::Mapping, .at = values->at};
  for (const Member& member : values->children) {
    const Member* under = find(below, member.key);
    if (under != nullptr && member.value->is_null() && nulls == Nulls::Remove) continue;
    if (under != nullptr && is_mapping(member.value) && is_mapping(under->value))
      merged.children.push_back(
          with_value(member, over_defaults(member.value, under->value, nulls)));
    else
      merged.children.push_back(member);
  }
  for (const Member& member : defaults->children)
    if (!above.contains(member.key)) merged.children.push_back(member);
  return std::make_shared<const Value>(std::move(merged));
}

ValuePtr with_globals(const ValuePtr& block, const ValuePtr& parent) {
  const Member* own = member_of(block, "global");
  if (own != nullptr && !is_mapping(own->value)) return block;
  const Member* above = member_of(parent, "global");
  if (above != nullptr && !is_mapping(above->value)) return block;
  Value merged{.kind = Kind::Mapping, .at = block->at};
  if (own != nullptr) merged = *own->value;
  if (above == nullptr) return with_child(block, "global", std::make_shared<const Value>(merged));
  for (const Member& member : above->value->children) {
    const auto mine = std::ranges::find(merged.children, member.key, &Member::key);
    if (mine == merged.children.end())
      merged.children.push_back(member);
    else if (is_mapping(member.value) && is_mapping(mine->value))
      *mine = with_value(member, over_defaults(member.value, mine->value, Nulls::Keep));
    else if (is_mapping(member.value) == is_mapping(mine->value))
      *mine = member;
    // A mapping and something else: Helm warns and leaves the sub-chart's own.
  }
  return with_child(block, "global", std::make_shared<const Value>(std::move(merged)));
}

ValuePtr with_child(const ValuePtr& node, std::string_view key, const ValuePtr& value) {
  Value changed{.kind = Kind::Mapping};
  if (is_mapping(node)) changed = *node;
  const auto member = std::ranges::find(changed.children, key, &Member::key);
  if (member == changed.children.end())
    changed.children.push_back({.key = std::string(key), .value = value});
  else
    member->value = value;
  return std::make_shared<const Value>(std::move(changed));
}

}  // namespace pgberth
