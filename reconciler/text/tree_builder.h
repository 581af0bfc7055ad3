#pragma once

#include "reconciler/text/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// Thrown out of the parser when reading on would be useless; never leaves text/.
struct Abandoned {};

/// Makes a tree of the events of one YAML document. Going by events rather than through the
/// library's own tree keeps memory near the size of the text, and an alias costs one pointer.
/// The text itself answers what the events do not tell: whether quotes and keys are complete.
class TreeBuilder final : public YAML::EventHandler {
 public:
  /// `text` is what is being parsed, from the byte that the library counts as the first one.
  TreeBuilder(Shared<std::string> file, std::string_view text, const YamlLimits& limits);

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override;
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override;

  ValuePtr root() const { return root_; }
  Findings& findings() { return findings_; }
  SourcePos position(const YAML::Mark& mark) const;

 private:
  /// A node and how many nodes it is once its aliases are followed.
  struct Sized {
    ValuePtr node{};
    std::size_t size = 1;
  };
  /// A collection that is being read.
  struct Frame {
    Value node{};
    YAML::anchor_t anchor = 0;
    std::size_t size = 1;
    bool block = false;    ///< Without brackets.
    bool key_next = true;  ///< Of a mapping: the next node is a key.
    bool merge = false;    ///< The key was `<<`.
    std::string key{};
    SourcePos key_at{};
    std::map<std::string, std::size_t> index{};  ///< Key to its place among the children.
  };

  void open(Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style);
  void close();
  void add(Sized value, YAML::anchor_t anchor);
  void add_key(const Sized& key);
  void add_member(Frame& frame, const Sized& value);
  void set(Frame& frame, Member member, bool merged);
  void merge(Frame& frame, const ValuePtr& value);
  void refuse_key(const Value& key);
  void count_node(const SourcePos& at);
  void limit_size(std::size_t size, const SourcePos& at);
  void check_number(const Value& node);
  void check_quotes(const YAML::Mark& mark);
  void check_colon(const YAML::Mark& mark);
  [[noreturn]] void abandon(Finding finding);

  Shared<std::string> file_;
  std::string_view text_;
  const YamlLimits& limits_;
  std::vector<Frame> open_{};
  std::map<YAML::anchor_t, Sized> anchors_{};
  std::set<YAML::anchor_t> unfinished_{};
  std::size_t nodes_ = 0;
  int last_ = -1;  ///< Where the last scalar, null or alias stands, as a byte.
  ValuePtr root_{};
  Findings findings_{};
};

}  // namespace pgberth
