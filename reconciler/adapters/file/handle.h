#pragma once

#include "reconciler/base/error.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// An open file or directory; closed when it goes away. Empty when nothing was opened: errno then
/// says why.
class Handle {
 public:
  Handle() = default;
  explicit Handle(int descriptor) : descriptor_(descriptor) {}
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&& other) noexcept;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle();

  explicit operator bool() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }

 private:
  int descriptor_ = -1;
};

/// Opens what `name` says, without following a symlink, waiting for a pipe or taking a terminal.
/// `directory` may be AT_FDCWD.
Handle open_directory(int directory, const std::string& name);
Handle open_file(int directory, const std::string& name);

/// The text of an errno value.
std::string system_text(int number);

/// What a failed step on a store means: no right, no room and no such device are StoreUnwritable,
/// anything else StoreFailed. `doing` completes "cannot …".
Error write_error(const std::string& doing, int number);

/// Bytes that are overwritten before their memory is given back.
class WipedBuffer {
 public:
  explicit WipedBuffer(std::size_t size) : bytes_(size) {}
  WipedBuffer(const WipedBuffer&) = delete;
  WipedBuffer& operator=(const WipedBuffer&) = delete;
  ~WipedBuffer();

  char* data() { return bytes_.data(); }
  std::size_t size() const { return bytes_.size(); }

 private:
  std::vector<char> bytes_;
};

/// Reads up to `size` bytes until `enough` of them are there or the file ends; the number of bytes,
/// or -1 and errno. Interrupted calls go on.
long read_fully(const Handle& file, char* to, std::size_t size, std::size_t enough);

/// Writes all of `bytes`; false and errno otherwise.
bool write_fully(const Handle& file, std::string_view bytes);

}  // namespace pgberth
