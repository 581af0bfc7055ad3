#include "reconciler/desired/truth.h"

#include "reconciler/text/scalar.h"

#include <map>

namespace pgberth {
namespace {

std::string inner_text(const ValuePtr& value) {
  return value->is_null() ? "<nil>" : go_text(value);
}

}  // namespace

bool truthy(const ValuePtr& value) {
  if (!value) return false;
  const Typed meaning = typed(*value);
  switch (meaning.kind) {
    case Kind::Null:
      return false;
    case Kind::Bool:
      return meaning.truth;
    case Kind::Int:
    case Kind::Float:
      return meaning.number != 0;
    case Kind::String:
      return !value->text.empty();
    case Kind::Sequence:
    case Kind::Mapping:
      break;
  }
  return !value->children.empty();
}

bool reads_as_no(const ValuePtr& value) {
  if (!value || value->kind != Kind::String || value->text.empty()) return false;
  const Typed plain = typed(std::string_view(value->text));
  return plain.kind == Kind::Null || (plain.kind == Kind::Bool && !plain.truth) ||
         ((plain.kind == Kind::Int || plain.kind == Kind::Float) && plain.number == 0);
}

std::string go_text(const ValuePtr& value) {
  if (!value) return {};
  const Typed meaning = typed(*value);
  switch (meaning.kind) {
    case Kind::Null:
      return {};
    case Kind::Bool:
      return meaning.truth ? "true" : "false";
    case Kind::Int:
    case Kind::Float:
      return go_number(meaning.number);
    case Kind::String:
      return value->text;
    case Kind::Sequence: {
      std::string text;
      for (const Member& item : value->children)
        text += (text.empty() ? "" : " ") + inner_text(item.value);
      return "[" + text + "]";
    }
    case Kind::Mapping:
      break;
  }
  std::map<std::string_view, ValuePtr> sorted;
  for (const Member& member : value->children) sorted.emplace(member.key, member.value);
  std::string text;
  for (const auto& [key, child] : sorted)
    text += (text.empty() ? "" : " ") + std::string(key) + ":" + inner_text(child);
  return "map[" + text + "]";
}

}  // namespace pgberth
