#pragma once

#include "reconciler/text/value.h"

#include <string>
#include <string_view>

namespace pgberth {

/// What a scalar means to Helm, which reads YAML 1.1 through JSON.
struct Typed {
  Kind kind = Kind::String;
  double number = 0;   ///< Of an Int or a Float: JSON has only this kind of number.
  bool truth = false;  ///< Of a Bool.
};

/// The meaning of the plain (unquoted) scalar `text`: `yes`, `off` and `n` are booleans, `010` is
/// eight, `0x1f` is 31, `1_000` is a thousand, `~` is null, a date is text.
Typed typed(std::string_view text);

/// The meaning of a scalar node; quoted ones are text. Collections come back with their kind.
Typed typed(const Value& node);

/// `number` as a Go template prints it: 123456 is "123456", 1234567 is "1.234567e+06".
std::string go_number(double number);

/// The key of a mapping as JSON has it: `on:` is "true", `0x10:` is "16". Empty when the key is
/// null, which Helm refuses.
std::string json_key(std::string_view text, bool quoted);

}  // namespace pgberth
