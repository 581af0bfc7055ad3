#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/text/value.h"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// A mapping of the operator's settings, taken apart key by key. What is missing, of another kind
/// or not known becomes a BadSettings finding at its place, and reading goes on. A number is taken
/// as the text that stands there: `port: 5432` and `port: "5432"` are the same.
class Section {
 public:
  /// `what` names the mapping in messages: "environments[2]". A `node` that is null or missing is
  /// an empty mapping.
  Section(ValuePtr node, std::string what, Findings& findings);

  const SourcePos& at() const { return at_; }

  /// The text of a string or number; "" when the key is not there.
  std::string text(std::string_view key);
  /// The same, and a finding when it is missing or empty.
  std::string needed(std::string_view key);
  /// A string without blanks and control characters, such as a name; no number.
  std::string word(std::string_view key);
  /// The same, and a finding when it is missing.
  std::string needed_word(std::string_view key);
  /// A number from 1 to 65535.
  std::string port(std::string_view key);
  struct Range {
    std::size_t least;
    std::size_t most;
  };
  std::size_t number(std::string_view key, std::size_t otherwise, Range range);
  /// One of `words`; the first one when the key is not there.
  std::string one_of(std::string_view key, std::initializer_list<std::string_view> words);
  bool flag(std::string_view key, bool otherwise);
  /// A list of texts, or one text alone.
  std::vector<std::string> texts(std::string_view key);
  /// The items of a list, which the caller understands by itself.
  std::vector<ValuePtr> items(std::string_view key);
  /// The members of a mapping whose keys are names that nobody knows before.
  std::vector<Member> members(std::string_view key);
  /// The members of a list of mappings.
  std::vector<Section> sections(std::string_view key);
  Section section(std::string_view key);
  bool has(std::string_view key) const { return child_of(node_, key) != nullptr; }
  /// The value as it is, which the caller understands by itself; nullptr when it is not there.
  ValuePtr value(std::string_view key);
  /// Where the value of `key` stands, or the section when it has none.
  SourcePos at(std::string_view key) const;

  /// A finding about `key`, in the words of `what` ("must be …").
  void refuse(std::string_view key, const std::string& what, const std::string& hint = {});

  /// Tells of every key that was not asked for. To be called last.
  void finish();

 private:
  std::optional<std::string> text_of(const ValuePtr& value, const std::string& name);
  std::string name_of(std::string_view key) const;

  ValuePtr node_;
  std::string what_;
  SourcePos at_{};
  bool refused_ = false;  ///< It is no mapping, of which has been told.
  Findings* findings_;
  std::set<std::string, std::less<>> known_{};
};

}  // namespace pgberth
