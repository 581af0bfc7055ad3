#include "reconciler/cli/password_file.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string.h>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace pgberth {
namespace {

constexpr std::size_t kMaxBytes = 4096;

Error failed(const std::string& path, const std::string& what, std::string hint) {
  return {.code = Code::PasswordFile,
          .what = "password file \"" + path + "\" " + what,
          .hint = std::move(hint)};
}

Error failed(const std::string& path, int number) {
  return failed(path, "cannot be read: " + std::generic_category().message(number),
                "Check the path, and that this user may read it.");
}

/// Bytes that are wiped before they go away.
struct Buffer {
  std::array<char, kMaxBytes + 1> bytes{};
  std::size_t size = 0;

  Buffer() = default;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { explicit_bzero(bytes.data(), bytes.size()); }
};

/// Reads all there is, as far as it fits; the error's number, or 0.
int fill(int file, Buffer& buffer) {
  while (buffer.size < buffer.bytes.size()) {
    const ssize_t count =
        read(file, buffer.bytes.data() + buffer.size, buffer.bytes.size() - buffer.size);
    if (count == 0) return 0;
    if (count > 0) buffer.size += static_cast<std::size_t>(count);
    if (count < 0 && errno != EINTR) return errno;
  }
  return 0;
}

Result<Secret> password_in(int file, const std::string& path) {
  struct stat status{};
  if (fstat(file, &status) != 0) return failed(path, errno);
  if (S_ISDIR(status.st_mode)) return failed(path, EISDIR);
  if (!kept_close({status.st_uid, status.st_mode}, geteuid()))
    return failed(path, "may be read or written by others than its owner",
                  "Take the rights away with chmod 600.");
  Buffer buffer;
  if (const int number = fill(file, buffer); number != 0) return failed(path, number);
  std::string_view text(buffer.bytes.data(), buffer.size);
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (text.empty()) return failed(path, "is empty", "Write the secret into it.");
  if (buffer.size > kMaxBytes)
    return failed(path, "is too large for a password", "Is this the right file?");
  if (text.find('\n') != std::string_view::npos || text.find('\0') != std::string_view::npos)
    return failed(path, "has more than one line", "Write the secret into it, and nothing else.");
  return Secret{text};
}

}  // namespace

bool kept_close(const FileRights& file, uid_t user) {
  const mode_t others = S_IWGRP | S_IROTH | S_IWOTH;
  const bool given_by_root = file.owner == 0 && user != 0;
  return (file.mode & (given_by_root ? others : others | S_IRGRP)) == 0;
}

Result<Secret> read_password_file(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return failed(path, errno);
  auto password = password_in(file, path);
  close(file);
  return password;
}

}  // namespace pgberth
