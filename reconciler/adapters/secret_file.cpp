#include "reconciler/adapters/secret_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace pgberth {
namespace {

constexpr std::size_t kLargest = std::size_t{1} << 20u;

Error unreadable(const SecretFile& file, const std::string& why) {
  return {.code = file.code,
          .what = "the " + file.what + " \"" + file.path + "\" " + why,
          .hint = "Name a small file that this user may read."};
}

}  // namespace

Result<Secret> read_secret_file(const SecretFile& file) {
  const int opened = open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (opened < 0)
    return unreadable(file, "cannot be read: " + std::generic_category().message(errno));
  struct stat status{};
  std::vector<char> bytes(kLargest + 1);
  std::size_t length = 0;
  const bool regular = fstat(opened, &status) == 0 && S_ISREG(status.st_mode);
  for (ssize_t count = 1; regular && count > 0 && length < bytes.size();
       length += static_cast<std::size_t>(count > 0 ? count : 0))
    count = read(opened, bytes.data() + length, bytes.size() - length);
  close(opened);
  Secret secret(std::string_view(bytes.data(), length));
  explicit_bzero(bytes.data(), length);
  if (!regular) return unreadable(file, "is no regular file");
  if (length > kLargest) return unreadable(file, "is larger than 1 MiB");
  return secret;
}

Result<Secret> read_secret_line(const SecretFile& file) {
  auto secret = read_secret_file(file);
  if (!secret) return secret;
  std::string_view text = secret->reveal();
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  if (text.empty()) return unreadable(file, "is empty");
  if (text.find('\0') != std::string_view::npos) return unreadable(file, "has a NUL byte in it");
  return Secret(text);
}

}  // namespace pgberth
