#include "reconciler/adapters/file/entry_writer.h"

#include "reconciler/base/hash.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <optional>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace pgberth {
namespace {

constexpr std::size_t kFilesUnderWay = 64;

/// A name that no entry or key can have and that nobody else uses. The process in it is for people
/// who find one left over.
std::string temporary_name() {
  std::uint64_t random = 0;
  if (getrandom(&random, sizeof random, 0) != sizeof random) random = 0;  // O_EXCL still decides.
  return ".pgberth-new-" + std::to_string(getpid()) + "-" + hex(random);
}

/// A new file with these bytes, on their way to the disk; empty, and errno, when it failed.
Handle write_file(const Handle& directory, const std::string& name, const Secret& value) {
  Handle file{openat(directory.get(), name.c_str(),
                     O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
  if (!file || !write_fully(file, value.reveal())) return Handle{};
  // Only a head start: several files under way reach the disk together. fsync() is what counts.
  sync_file_range(file.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
  return file;
}

/// Renames a directory to a name that must be free. An errno, or 0.
int rename_to_free_name(const Handle& folder, const std::string& from, const std::string& to) {
  const int at = folder.get();
  if (renameat2(at, from.c_str(), at, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // A file system without it. rename() refuses anything but an empty directory.
  return renameat(at, from.c_str(), at, to.c_str()) == 0 ? 0 : errno;
}

/// Takes away a directory that was made here and never got its name.
void discard(const Handle& folder, const std::string& name, const KeyFiles& keys) {
  if (const auto directory = open_directory(folder.get(), name))
    for (const auto& [file, value] : keys) unlinkat(directory.get(), file.c_str(), 0);
  unlinkat(folder.get(), name.c_str(), AT_REMOVEDIR);
}

/// Waits until all of `files` are on the disk, and closes them. An errno, or 0.
int sync_all(std::vector<Handle>& files) {
  for (const auto& file : files)
    if (fsync(file.get()) != 0) return errno;
  files.clear();
  return 0;
}

/// Makes directory `name` with all the keys in it, on the disk. An errno, or 0.
int fill(const Handle& folder, const std::string& name, const KeyFiles& keys) {
  if (mkdirat(folder.get(), name.c_str(), 0700) != 0) return errno;
  const auto directory = open_directory(folder.get(), name);
  if (!directory) return errno;
  std::vector<Handle> files;
  for (const auto& [file, value] : keys) {
    files.push_back(write_file(directory, file, *value));
    if (!files.back()) return errno;
    if (files.size() < kFilesUnderWay) continue;
    if (const int fault = sync_all(files); fault != 0) return fault;
  }
  if (const int fault = sync_all(files); fault != 0) return fault;
  return fsync(directory.get()) == 0 ? 0 : errno;
}

Error not_a_directory() {
  return {.code = Code::StoreUnsafe,
          .what = "a symlink or a file stands where the entry's directory should",
          .hint = "Look at who put it there, and move it away."};
}

/// What stands at `name`: AlreadyThere, an error, or nothing.
std::optional<Result<Creation>> standing(const Handle& folder, const std::string& name) {
  struct stat status{};
  if (fstatat(folder.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return std::nullopt;
    return write_error("look at the entry", errno);
  }
  if (!S_ISDIR(status.st_mode)) return not_a_directory();
  // Whoever uses what is there relies on it: it must be on the disk for us, too.
  if (auto synced = sync(folder); !synced) return std::move(synced).error();
  return Creation::AlreadyThere;
}

}  // namespace

Result<Creation> create_entry(const Handle& folder, const std::string& name, const KeyFiles& keys) {
  if (auto there = standing(folder, name)) return *std::move(there);

  const auto temporary = temporary_name();
  int fault = fill(folder, temporary, keys);
  if (fault != 0) {
    discard(folder, temporary, keys);
    return write_error("write the entry", fault);
  }
  fault = rename_to_free_name(folder, temporary, name);
  if (fault == 0) {
    if (auto synced = sync(folder); !synced) return std::move(synced).error();
    return Creation::Created;
  }
  discard(folder, temporary, keys);
  if (auto there = standing(folder, name)) return *std::move(there);
  return write_error("name the entry", fault);
}

Result<Creation> add_key(const Handle& directory, const std::string& name, const Secret& value) {
  const auto temporary = temporary_name();
  int fault = 0;
  const auto file = write_file(directory, temporary, value);
  if (!file || fsync(file.get()) != 0 ||
      linkat(directory.get(), temporary.c_str(), directory.get(), name.c_str(), 0) != 0)
    fault = errno;
  unlinkat(directory.get(), temporary.c_str(), 0);

  if (fault == EEXIST) return Creation::AlreadyThere;
  if (fault != 0) return write_error("add the key", fault);
  return Creation::Created;
}

Result<Done> sync(const Handle& directory) {
  if (fsync(directory.get()) != 0) return write_error("bring the folder to the disk", errno);
  return Done{};
}

}  // namespace pgberth
