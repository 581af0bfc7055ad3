#include "reconciler/desired/overlay.h"

#include "reconciler/desired/helm_merge.h"

#include <memory>
#include <span>
#include <utility>

namespace pgberth {
namespace {

using Steps = std::span<const ValueStep>;

Result<ValuePtr> set_at(const ValuePtr& node, Steps steps, const ValuePtr& value);

Error in_the_way(const ValuePtr& node, const ValuePtr& value, std::string_view wanted) {
  return {.code = Code::HelmRefuses,
          .what = std::string(to_string(node->kind)) + " stands where a parameter wants " +
                  std::string(wanted),
          .where = value->at,
          .hint = "Give the parameter another path, or the values another shape."};
}

bool there(const ValuePtr& node) {
  return node && !node->is_null();
}

Result<ValuePtr> set_key(const ValuePtr& node, Steps steps, const ValuePtr& value) {
  const std::string& key = std::get<std::string>(steps.front());
  if (there(node) && !node->is_mapping()) return in_the_way(node, value, "a mapping");
  auto below = set_at(child_of(node, key), steps.subspan(1), value);
  if (!below) return below;
  Value changed{.kind = Kind::Mapping, .at = value->at};
  if (there(node)) changed = *node;
  Member member{
      .key = key, .value = *below, .key_line = value->at.line, .key_column = value->at.column};
  for (Member& own : changed.children)
    if (own.key == key) {
      if (steps.size() > 1) member = std::exchange(own, {});
      own = std::move(member);
      own.value = *below;
      return std::make_shared<const Value>(std::move(changed));
    }
  changed.children.push_back(std::move(member));
  return std::make_shared<const Value>(std::move(changed));
}

Result<ValuePtr> set_place(const ValuePtr& node, Steps steps, const ValuePtr& value) {
  const std::size_t place = std::get<std::size_t>(steps.front());
  if (there(node) && node->kind != Kind::Sequence) return in_the_way(node, value, "a list");
  Value changed{.kind = Kind::Sequence, .at = value->at};
  if (there(node)) changed = *node;
  while (changed.children.size() <= place)
    changed.children.push_back({.value = std::make_shared<const Value>(Value{.at = value->at})});
  auto below = set_at(changed.children[place].value, steps.subspan(1), value);
  if (!below) return below;
  changed.children[place].value = *std::move(below);
  return std::make_shared<const Value>(std::move(changed));
}

Result<ValuePtr> set_at(const ValuePtr& node, Steps steps, const ValuePtr& value) {
  if (steps.empty()) return value;
  return std::holds_alternative<std::string>(steps.front()) ? set_key(node, steps, value)
                                                            : set_place(node, steps, value);
}

}  // namespace

Result<ValuePtr> with_overlay(const ValuePtr& values, const Overlay& overlay) {
  if (overlay.at.empty()) return merge_files(values, overlay.value);
  return set_at(values, overlay.at, overlay.value);
}

}  // namespace pgberth
