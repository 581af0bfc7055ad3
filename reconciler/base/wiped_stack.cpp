#include "reconciler/base/wiped_stack.h"

#include <array>
#include <cstddef>
#include <string.h>

namespace pgberth {

[[gnu::noinline]] void wipe_stack() {
  constexpr std::size_t deep = std::size_t{256} * 1024;  // Our calls do not go deeper.
  std::array<char, deep> area;                           // NOLINT(*-member-init): it is wiped
  explicit_bzero(area.data(), area.size());
}

}  // namespace pgberth
