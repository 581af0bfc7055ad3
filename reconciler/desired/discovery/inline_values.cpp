#include "reconciler/desired/discovery/inline_values.h"

#include "reconciler/text/yaml.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace pgberth::discovery {
namespace {

/// Cuts the first line off `text`, without its end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Whether a literal block begins in `line` at the column of `at`: properties, then `|` and nothing
/// but its own signs.
bool is_literal(std::string_view line, const SourcePos& at) {
  line.remove_prefix(std::min(line.size(), static_cast<std::size_t>(std::max(at.column - 1, 0))));
  while (line.starts_with('&') || line.starts_with('!')) {
    const std::size_t end = std::min(line.find(' '), line.size());
    line.remove_prefix(end);
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  }
  if (!line.starts_with('|')) return false;
  line.remove_prefix(1);
  const std::size_t end = line.find_first_not_of("+-0123456789");
  return end == std::string_view::npos || line[end] == ' ' || line[end] == '#';
}

/// Moves places of a text to where the text stands in its manifest.
class Mover {
 public:
  Mover(const Value& scalar, std::string_view manifest) : at_(scalar.at) {
    for (int number = 1; number < at_.line; ++number) take_line(manifest);
    if (!is_literal(take_line(manifest), at_)) return;
    for (std::string_view text = scalar.text; !text.empty();) {
      const std::string_view line = take_line(text);
      const std::string_view written = take_line(manifest);
      if (line.find_first_not_of(' ') == std::string_view::npos) continue;
      // Where a template was filled in, the lines may be others.
      if (written.ends_with(line)) columns_ = static_cast<int>(written.size() - line.size());
      return;
    }
  }

  SourcePos operator()(const SourcePos& pos) const {
    if (!columns_ || pos.line == 0) return at_;
    return {.file = at_.file, .line = pos.line + at_.line, .column = pos.column + *columns_};
  }

  /// Values that are shared stay shared.
  ValuePtr operator()(const ValuePtr& node) {
    if (!node) return nullptr;
    const auto [place, added] = moved_.try_emplace(node.get());
    if (!added) return place->second;
    Value copy = *node;
    copy.at = (*this)(node->at);
    for (Member& member : copy.children) {
      member.value = (*this)(member.value);
      if (member.key_line == 0) continue;
      const SourcePos key =
          (*this)(SourcePos{.line = member.key_line, .column = member.key_column});
      member.key_line = key.line;
      member.key_column = key.column;
    }
    ValuePtr made = std::make_shared<const Value>(std::move(copy));
    moved_[node.get()] = made;
    return made;
  }

 private:
  SourcePos at_;
  std::optional<int> columns_{};  ///< How far in the block stands; nothing: it is no such block.
  std::map<const Value*, ValuePtr> moved_{};
};

}  // namespace

ValuePtr inline_values(const Value& scalar, const std::string& manifest, Findings& findings) {
  YamlText read = read_yaml(scalar.text, *scalar.at.file,
                            {.depth = 100, .nodes = 100'000, .expanded_nodes = 200'000});
  Mover moved(scalar, manifest);
  for (Finding& finding : read.findings) {
    finding.where = moved(finding.where);
    for (SourcePos& also : finding.also) also = moved(also);
    findings.push_back(std::move(finding));
  }
  return moved(read.root);
}

}  // namespace pgberth::discovery
