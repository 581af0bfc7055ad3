#pragma once

#include "reconciler/base/name.h"

#include <set>
#include <string>
#include <string_view>

namespace pgberth::sql {

/// `name` in double quotes, safe for any bytes that a name can have.
std::string identifier(std::string_view name);

/// `text` as a string constant; every session has standard_conforming_strings on.
std::string literal(std::string_view text);

/// One element more of an array constant, as `{"a","b"}` is written.
class Array {
 public:
  void add(std::string_view element);
  std::string text() const { return "{" + elements_ + "}"; }

 private:
  std::string elements_{};
};

/// The names as an array parameter: a number of round trips that does not depend on how many.
template <class Tag>
std::string array_of(const std::set<Name<Tag>>& names) {
  Array array;
  for (const auto& name : names) array.add(name.str());
  return array.text();
}
std::string array_of(const std::set<std::string>& texts);

}  // namespace pgberth::sql
