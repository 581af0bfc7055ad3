#include "tests/support/damage.h"

namespace pgberth::testing {
namespace {

constexpr std::string_view kBytes =
    "\n\n\n  :::---{}[]&*!|>'\"%@`,?#~<\t\r0159yneé_.\\/$\x01\x80\xff";

}  // namespace

std::string damaged(std::string_view whole, std::mt19937& random) {
  std::string text(whole);
  const auto below = [&](std::size_t bound) { return random() % bound; };
  for (std::size_t i = 0, times = 1 + below(4); i < times && !text.empty(); ++i) {
    const std::size_t at = below(text.size());
    const char byte = kBytes[below(kBytes.size())];
    switch (below(4)) {
      case 0:
        text[at] = byte;
        break;
      case 1:
        text.erase(at, 1 + below(8));
        break;
      case 2:
        text.insert(at, 1 + below(3), byte);
        break;
      default:
        text.insert(at, text.substr(below(text.size()), below(60)));
        break;
    }
  }
  return text;
}

}  // namespace pgberth::testing
