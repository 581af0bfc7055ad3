#include "reconciler/adapters/system/system_entropy.h"

#include <array>
#include <cassert>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <span>
#include <string.h>
#include <sys/random.h>
#include <system_error>
#include <vector>

namespace pgberth {
namespace {

void fill(std::span<unsigned char> bytes) {
  while (!bytes.empty()) {
    const auto count = getrandom(bytes.data(), bytes.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw std::system_error(errno, std::generic_category(), "getrandom");
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

}  // namespace

Secret SystemEntropy::text(std::string_view alphabet, std::size_t length) {
  assert(!alphabet.empty() && alphabet.size() <= 256);
  // A byte past the last whole round of the alphabet is thrown away: a plain remainder would
  // favour the alphabet's first characters.
  const std::size_t usable = 256 - 256 % alphabet.size();
  std::array<unsigned char, 64> bytes{};
  std::vector<char> text;
  text.reserve(length);
  while (text.size() < length) {
    fill(bytes);
    for (const unsigned char byte : bytes)
      if (byte < usable && text.size() < length) text.push_back(alphabet[byte % alphabet.size()]);
  }
  Secret secret{{text.data(), text.size()}};
  explicit_bzero(bytes.data(), bytes.size());
  if (!text.empty()) explicit_bzero(text.data(), text.size());
  return secret;
}

std::size_t SystemEntropy::below(std::size_t bound) {
  if (bound == 0) return 0;
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t past = most - (most % bound + 1) % bound;  // The last value of a round.
  while (true) {
    std::array<unsigned char, sizeof(std::uint64_t)> bytes{};
    fill(bytes);
    std::uint64_t value = 0;
    for (const unsigned char byte : bytes) value = value << 8u | byte;
    if (value <= past) return static_cast<std::size_t>(value % bound);
  }
}

}  // namespace pgberth
