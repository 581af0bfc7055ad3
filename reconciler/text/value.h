#pragma once

#include "reconciler/base/source_pos.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// What a YAML value is once its plain scalars are typed.
enum class Kind : std::uint8_t { Null, Bool, Int, Float, String, Sequence, Mapping };

/// "a boolean", "a list", …: for messages.
std::string_view to_string(Kind kind);

struct Value;

/// Trees share their parts and never change: a merge of two trees costs only the path it changed.
/// nullptr means "not there", which is not the same as a null value.
using ValuePtr = std::shared_ptr<const Value>;

/// One value of a mapping with its key, or of a sequence with an empty key.
struct Member {
  std::string key{};
  ValuePtr value{};
  int key_line = 0;
  int key_column = 0;
};

/// A value of a tree, with the place where it was written.
struct Value {
  Kind kind = Kind::Null;
  bool quoted = false;             ///< Written in quotes or as a block, so always text.
  SourcePos at{};                  ///< Where the value begins.
  std::string text{};              ///< A scalar as it was written, without quotes.
  std::vector<Member> children{};  ///< In the order of the file.

  bool is_mapping() const { return kind == Kind::Mapping; }
  bool is_null() const { return kind == Kind::Null; }
};

/// The member of the mapping `node` under `key`, or nullptr: also when `node` is nullptr or no
/// mapping.
const Member* member_of(const ValuePtr& node, std::string_view key);

/// Its value, or nullptr.
ValuePtr child_of(const ValuePtr& node, std::string_view key);

/// Where the key of `member` stands.
SourcePos key_position(const Member& member);

}  // namespace pgberth
