#include "reconciler/text/tree_builder.h"

#include "reconciler/text/scalar.h"
#include "reconciler/text/source_text.h"

#include <algorithm>
#include <cmath>
#include <ranges>
#include <utility>

namespace pgberth {
namespace {

constexpr std::string_view kTagPrefix = "tag:yaml.org,2002:";

/// Whether the scalar is text whatever it looks like: in quotes, a block, or tagged so. Of the
/// other tags none changes a value that Helm accepts.
bool always_text(const std::string& tag) {
  if (tag == "?" || !tag.starts_with(kTagPrefix)) return tag != "?";
  const std::string_view type = std::string_view(tag).substr(kTagPrefix.size());
  return type != "int" && type != "float" && type != "bool" && type != "null";
}

}  // namespace

TreeBuilder::TreeBuilder(Shared<std::string> file, std::string_view text, const YamlLimits& limits)
    : file_(std::move(file)), text_(text), limits_(limits) {}

SourcePos TreeBuilder::position(const YAML::Mark& mark) const {
  return {.file = file_, .line = mark.line + 1, .column = mark.column + 1};
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  check_colon(mark);
  last_ = mark.pos;
  count_node(position(mark));
  add({.node = std::make_shared<const Value>(Value{.at = position(mark)})}, anchor);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  last_ = mark.pos;
  if (unfinished_.contains(anchor))
    abandon({.code = Code::YamlSyntax,
             .what = "an alias stands inside the value that it names",
             .where = position(mark)});
  const auto named = anchors_.find(anchor);
  if (named == anchors_.end())
    abandon({.code = Code::YamlSyntax, .what = "an alias names nothing", .where = position(mark)});
  add(named->second, 0);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  count_node(position(mark));
  if (tag != "?") check_quotes(mark);
  last_ = mark.pos;
  Value node{.quoted = always_text(tag), .at = position(mark), .text = value};
  node.kind = node.quoted ? Kind::String : typed(value).kind;
  check_number(node);
  add({.node = std::make_shared<const Value>(std::move(node))}, anchor);
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value style) {
  open(Kind::Sequence, mark, anchor, style);
}

void TreeBuilder::OnSequenceEnd() {
  close();
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value style) {
  open(Kind::Mapping, mark, anchor, style);
}

void TreeBuilder::OnMapEnd() {
  close();
}

void TreeBuilder::open(Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) {
  const SourcePos at = position(mark);
  count_node(at);
  if (open_.size() >= static_cast<std::size_t>(limits_.depth))
    abandon({.code = Code::YamlLimit,
             .what = "values are nested more than " + std::to_string(limits_.depth) + " deep",
             .where = at,
             .hint = "Take some levels out; real values files have about ten."});
  if (anchor != 0) unfinished_.insert(anchor);
  open_.push_back({.node = {.kind = kind, .at = at},
                   .anchor = anchor,
                   .block = style == YAML::EmitterStyle::Block});
}

void TreeBuilder::close() {
  Frame frame = std::move(open_.back());
  open_.pop_back();
  unfinished_.erase(frame.anchor);
  frame.node.children.shrink_to_fit();
  add({.node = std::make_shared<const Value>(std::move(frame.node)), .size = frame.size},
      frame.anchor);
}

void TreeBuilder::add(Sized value, YAML::anchor_t anchor) {
  if (anchor != 0) anchors_[anchor] = value;
  if (open_.empty()) {
    root_ = std::move(value.node);
    return;
  }
  Frame& frame = open_.back();
  if (frame.node.is_mapping() && frame.key_next) {
    add_key(value);
    return;
  }
  frame.size += value.size;
  limit_size(frame.size, value.node->at);
  if (frame.node.is_mapping())
    add_member(frame, value);
  else
    frame.node.children.push_back({.value = std::move(value.node)});
}

void TreeBuilder::add_key(const Sized& key) {
  Frame& frame = open_.back();
  const Value& node = *key.node;
  const bool scalar = node.kind != Kind::Sequence && !node.is_mapping() && !node.is_null();
  if (!scalar) refuse_key(node);
  frame.merge = !node.quoted && node.text == "<<";
  frame.key = scalar ? json_key(node.text, node.quoted) : std::string{};
  frame.key_at = node.at;
  frame.key_next = false;
}

void TreeBuilder::refuse_key(const Value& key) {
  findings_.push_back(
      {.code = Code::WrongType,
       .what = "the key of a mapping is " + std::string(to_string(key.kind)) + ", text is wanted",
       .where = key.at,
       .hint = "Put the key in quotes, or quote a template in double braces."});
}

void TreeBuilder::add_member(Frame& frame, const Sized& value) {
  frame.key_next = true;
  if (std::exchange(frame.merge, false)) {
    merge(frame, value.node);
    return;
  }
  set(frame,
      {.key = std::move(frame.key),
       .value = value.node,
       .key_line = frame.key_at.line,
       .key_column = frame.key_at.column},
      false);
}

void TreeBuilder::set(Frame& frame, Member member, bool merged) {
  const auto [place, added] = frame.index.try_emplace(member.key, frame.node.children.size());
  if (added) {
    frame.node.children.push_back(std::move(member));
    return;
  }
  Member& earlier = frame.node.children[place->second];
  if (!merged && *earlier.value->at.file == *file_ && earlier.key_line > 0)
    findings_.push_back({.code = Code::DuplicateKey,
                         .what = "key \"" + member.key + "\" stands twice in this mapping, " +
                                 "the last one counts",
                         .where = {file_, member.key_line, member.key_column},
                         .hint = "Keep one of the two.",
                         .also = {{file_, earlier.key_line, earlier.key_column}}});
  earlier = std::move(member);
}

/// Helm's reader takes what `<<` names over whatever stands before it, and lets what comes after
/// win; of a list the first mapping wins.
void TreeBuilder::merge(Frame& frame, const ValuePtr& value) {
  const auto take = [&](const Value& from) {
    for (const Member& member : from.children) {
      Member copy = member;
      copy.key_line = 0;  // An own key that comes later replaces it without a word.
      set(frame, std::move(copy), true);
    }
  };
  const auto wrong = [&](const Value& node) {
    findings_.push_back(
        {.code = Code::WrongType,
         .what = "a merge key names " + std::string(to_string(node.kind)) + ", a mapping is wanted",
         .where = node.at});
  };
  if (value->is_mapping()) return take(*value);
  if (value->kind != Kind::Sequence) return wrong(*value);
  for (const Member& item : value->children | std::views::reverse) {
    if (item.value->is_mapping())
      take(*item.value);
    else
      wrong(*item.value);
  }
}

void TreeBuilder::count_node(const SourcePos& at) {
  if (++nodes_ > limits_.nodes)
    abandon({.code = Code::YamlLimit,
             .what = "the file holds more than " + std::to_string(limits_.nodes) + " values",
             .where = at,
             .hint = "Split it, or take out what no chart reads."});
}

void TreeBuilder::limit_size(std::size_t size, const SourcePos& at) {
  if (size > limits_.expanded_nodes)
    abandon({.code = Code::YamlLimit,
             .what = "aliases blow the file up to more than " +
                     std::to_string(limits_.expanded_nodes) + " values",
             .where = at,
             .hint = "Write the values out instead of nesting aliases."});
}

void TreeBuilder::check_number(const Value& node) {
  if (node.kind != Kind::Float || std::isfinite(typed(node).number)) return;
  findings_.push_back({.code = Code::WrongType,
                       .what = "\"" + node.text + "\" is a number that Helm cannot pass on",
                       .where = node.at,
                       .hint = "Put it in quotes if text is meant."});
}

/// The library takes the end of the file for the end of a quoted text.
void TreeBuilder::check_quotes(const YAML::Mark& mark) {
  if (auto finding = quote_left_open(text_, static_cast<std::size_t>(mark.pos), file_))
    abandon(*std::move(finding));
}

/// The library takes a bare word at the end of a mapping for a key. It says so by a null value at
/// the very place of the key.
void TreeBuilder::check_colon(const YAML::Mark& mark) {
  if (open_.empty() || mark.pos != last_) return;
  const Frame& frame = open_.back();
  if (!frame.node.is_mapping() || !frame.block || frame.key_next) return;
  abandon({.code = Code::YamlSyntax,
           .what = "a key without a colon stands at the end of a mapping",
           .where = position(mark),
           .hint = "Write a colon after it; nothing of this file was used."});
}

void TreeBuilder::abandon(Finding finding) {
  findings_.push_back(std::move(finding));
  throw Abandoned{};
}

}  // namespace pgberth
