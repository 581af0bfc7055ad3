#pragma once

#include <string_view>

namespace pgberth {

/// Words that are written in the program itself. Only a string literal makes one, so it costs no
/// memory, and no text from outside can be in it.
class Literal {
 public:
  consteval Literal(const char* text) : text_(text) {}

  constexpr operator std::string_view() const { return text_; }
  constexpr std::string_view str() const { return text_; }

  bool operator==(const Literal&) const = default;

 private:
  std::string_view text_;
};

}  // namespace pgberth
