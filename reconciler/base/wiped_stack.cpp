#include "reconciler/base/wiped_stack.h"

#include <array>
#include <cstddef>
#include <string.h>

namespace pgberth {
namespace {

// Copying goes through vector registers, 64 bytes at a time, and the dynamic linker puts all of
// them onto the stack when it looks a function up: at the end of a thread, say, after its stack was
// wiped.
#if defined(__x86_64__)
void wipe_registers() {
  // clang-format off
  if (__builtin_cpu_supports("avx512f") != 0)
    asm volatile(".irp n,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n"
                 "vpxord %zmm\\n, %zmm\\n, %zmm\\n\n"
                 ".endr\n");
  if (__builtin_cpu_supports("avx") != 0)
    asm volatile("vzeroall" : : : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",
                 "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
  // clang-format on
}
#else
void wipe_registers() {}
#endif

}  // namespace

[[gnu::noinline]] void wipe_stack() {
  constexpr std::size_t deep = std::size_t{256} * 1024;  // Our calls do not go deeper.
  std::array<char, deep> area;                           // NOLINT(*-member-init): it is wiped
  explicit_bzero(area.data(), area.size());
  wipe_registers();
}

}  // namespace pgberth
