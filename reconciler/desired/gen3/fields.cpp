#include "reconciler/desired/gen3/fields.h"

#include <algorithm>
#include <utility>

namespace pgberth::gen3 {

Fields::Fields(const Service& service, ValuePtr values)
    : service_(service), values_(std::move(values)) {}

ValuePtr Fields::get(std::string_view path) {
  ValuePtr node = values_;
  std::size_t end = 0;
  for (std::size_t begin = 0; begin < path.size(); begin = end + 1) {
    end = std::min(path.find('.', begin), path.size());
    if (!node || !node->is_mapping()) {
      const std::string seen = node ? std::string(to_string(node->kind)) : "not there";
      const std::string_view stop = path.substr(0, begin - 1);
      refuse(Code::HelmRefuses, stop, "is " + seen + ", the charts want a mapping here and stop",
             "");
      return nullptr;
    }
    node = child_of(node, path.substr(begin, end - begin));
  }
  return node;
}

ValuePtr Fields::peek(std::string_view path) const {
  ValuePtr node = values_;
  std::size_t end = 0;
  for (std::size_t begin = 0; node && begin < path.size(); begin = end + 1) {
    end = std::min(path.find('.', begin), path.size());
    node = child_of(node, path.substr(begin, end - begin));
  }
  return node;
}

void Fields::refuse(Code code, std::string_view path, const std::string& why, std::string hint) {
  findings_.push_back({.code = code,
                       .what = "\"" + shown(path) + "\" " + why,
                       .where = where(path),
                       .hint = std::move(hint)});
}

SourcePos Fields::where(std::string_view path) const {
  const ValuePtr node = peek(path);
  return node && node->at.known() ? node->at : service_.at;
}

std::string Fields::shown(std::string_view path) const {
  const bool global = path == "global" || path.starts_with("global.");
  return global ? std::string(path) : service_.name + "." + std::string(path);
}

}  // namespace pgberth::gen3
