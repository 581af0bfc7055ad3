#include "reconciler/text/value.h"

#include <algorithm>

namespace pgberth {

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::Null:
      return "null";
    case Kind::Bool:
      return "a boolean";
    case Kind::Int:
    case Kind::Float:
      return "a number";
    case Kind::String:
      return "text";
    case Kind::Sequence:
      return "a list";
    case Kind::Mapping:
      break;
  }
  return "a mapping";
}

const Member* member_of(const ValuePtr& node, std::string_view key) {
  if (!node || !node->is_mapping()) return nullptr;
  const auto member = std::ranges::find(node->children, key, &Member::key);
  return member == node->children.end() ? nullptr : &*member;
}

ValuePtr child_of(const ValuePtr& node, std::string_view key) {
  const Member* member = member_of(node, key);
  return member == nullptr ? nullptr : member->value;
}

SourcePos key_position(const Member& member) {
  return {.file = member.value ? member.value->at.file : Shared<std::string>{},
          .line = member.key_line,
          .column = member.key_column};
}

}  // namespace pgberth
