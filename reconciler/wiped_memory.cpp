// Memory that is given back is wiped first: all of the program's, that of libraries too. What held
// a secret on its way, such as the text of a JSON document, a header of libcurl or a statement of
// libpq, does not outlive its use, whoever made it. glibc lets a program put functions of its own
// in the place of these; its own still do the work.
//
// Not in builds for a sanitizer, which put their own there.

#include <cerrno>
#include <cstddef>
#include <malloc.h>
#include <string.h>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

extern "C" {

// glibc's own. NOLINTBEGIN(readability-identifier-naming, bugprone-reserved-identifier)
void* __libc_malloc(std::size_t size);
void __libc_free(void* memory);
// NOLINTEND(readability-identifier-naming, bugprone-reserved-identifier)

void free(void* memory) {
  if (memory == nullptr) return;
  const int before = errno;
  explicit_bzero(memory, malloc_usable_size(memory));
  __libc_free(memory);
  errno = before;
}

void* realloc(void* memory, std::size_t size) {
  if (memory == nullptr) return __libc_malloc(size);
  const std::size_t usable = malloc_usable_size(memory);
  if (size == 0) {
    free(memory);
    return nullptr;
  }
  // A block that shrinks is kept, as long as not much of it would lie idle.
  if (size <= usable && size >= usable / 2) return memory;
  void* moved = __libc_malloc(size);
  if (moved == nullptr) return nullptr;
  memcpy(moved, memory, size < usable ? size : usable);
  free(memory);
  return moved;
}

}  // extern "C"

#endif
