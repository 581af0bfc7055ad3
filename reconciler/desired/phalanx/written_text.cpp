#include "reconciler/desired/phalanx/written_text.h"

#include <string>

namespace pgberth::phalanx {

std::optional<Text> written_text(const ValuePtr& value, std::string_view what, Findings& findings) {
  if (!value || value->is_null()) return std::nullopt;
  if (value->kind == Kind::String) {
    if (value->text.empty()) return std::nullopt;
    return Text{.text = value->text, .at = value->at};
  }
  findings.push_back({.code = Code::WrongType,
                      .what = std::string(what) + " is " + std::string(to_string(value->kind)) +
                              ", it must be text",
                      .where = value->at,
                      .hint = "Put it in quotes."});
  return std::nullopt;
}

}  // namespace pgberth::phalanx
