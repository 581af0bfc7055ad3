#include "reconciler/adapters/file/handle.h"

#include <cerrno>
#include <fcntl.h>
#include <string.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace pgberth {

Handle::Handle(Handle&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Handle& Handle::operator=(Handle&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Handle::~Handle() {
  if (descriptor_ < 0) return;
  const int before = errno;  // What is reported is the call that failed, not this one.
  close(descriptor_);
  errno = before;
}

Handle open_directory(int directory, const std::string& name) {
  return Handle{openat(directory, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
}

Handle open_file(int directory, const std::string& name) {
  constexpr int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  Handle file{openat(directory, name.c_str(), flags | O_NOATIME)};
  if (!file && errno == EPERM) file = Handle{openat(directory, name.c_str(), flags)};
  return file;
}

std::string system_text(int number) {
  return std::generic_category().message(number);
}

Error write_error(const std::string& doing, int number) {
  const std::string what = "cannot " + doing + ": " + system_text(number);
  switch (number) {
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOTDIR:
      return {.code = Code::StoreUnwritable,
              .what = what,
              .hint = "Give a folder that this user owns and may write to."};
    case ENOSPC:
    case EDQUOT:
      return {.code = Code::StoreUnwritable, .what = what, .hint = "Make room and run again."};
    default:
      return {.code = Code::StoreFailed, .what = what, .hint = "Run again once this is repaired."};
  }
}

WipedBuffer::~WipedBuffer() {
  if (!bytes_.empty()) explicit_bzero(bytes_.data(), bytes_.size());
}

long read_fully(const Handle& file, char* to, std::size_t size, std::size_t enough) {
  std::size_t done = 0;
  while (done < enough) {
    const auto count = ::read(file.get(), to + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -1;
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return static_cast<long>(done);
}

bool write_fully(const Handle& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(file.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace pgberth
