#pragma once

#include <string>
#include <string_view>

namespace pgberth {

/// Colours of text output; without `on` the text stays as it is.
struct Paint {
  bool on = false;

  std::string green(std::string_view text) const { return in("32", text); }
  std::string red(std::string_view text) const { return in("31", text); }
  std::string yellow(std::string_view text) const { return in("33", text); }
  std::string cyan(std::string_view text) const { return in("36", text); }
  std::string bold(std::string_view text) const { return in("1", text); }
  std::string dim(std::string_view text) const { return in("2", text); }

 private:
  std::string in(std::string_view code, std::string_view text) const {
    if (!on || text.empty()) return std::string(text);
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
  }
};

}  // namespace pgberth
