#include "reconciler/adapters/file/folder_tree.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <utility>

namespace pgberth {
namespace {

Error failure(Code code, const std::string& path, const std::string& what,
              const std::string& hint) {
  return {.code = code, .what = "\"" + path + "\" " + what, .where = {.file = path}, .hint = hint};
}

Error not_opened(const std::string& path, int number) {
  if (number == ENOENT || number == ENOTDIR)
    return failure(Code::FileMissing, path, "is not there", "Check the path and where it starts.");
  if (number == EACCES || number == EPERM)
    return failure(Code::FileUnreadable, path, "may not be read",
                   "Give this user the right to read it.");
  if (number == ELOOP)
    return failure(Code::FileUnreadable, path, "leads through a symlink",
                   "Put the file itself there.");
  return failure(Code::FileUnreadable, path, "cannot be read: " + system_text(number),
                 "Check the path.");
}

Error too_large(const std::string& path, std::size_t limit) {
  return failure(Code::FileTooLarge, path, "has more than " + std::to_string(limit) + " bytes",
                 "Values files are small; is this the right file?");
}

Error leads_out(const std::string& path) {
  return failure(Code::FileUnreadable, path, "leads out of the values folder",
                 "Name what is below the folder.");
}

Error irregular(const std::string& path, mode_t mode) {
  return failure(Code::FileUnreadable, path,
                 S_ISDIR(mode) ? "is a directory" : "is not a regular file",
                 "Name a regular file.");
}

}  // namespace

Result<Handle> FolderTree::open_confined(const std::string& path) const {
  Handle at{open(base_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!at) return not_opened(base_.string(), errno);
  const std::filesystem::path parts = path;
  for (auto part = parts.begin(); part != parts.end(); ++part) {
    if (*part == ".." || part->is_absolute()) return leads_out(path);
    const bool last = std::next(part) == parts.end();
    if (last) return open_file(at.get(), part->string());
    // A symlink to a directory is "not a directory" to O_NOFOLLOW; say which it was.
    auto below = open_directory(at.get(), part->string());
    struct stat status{};
    if (!below && errno == ENOTDIR &&
        fstatat(at.get(), part->c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISLNK(status.st_mode))
      errno = ELOOP;
    if (!below) return below;
    at = std::move(below);
  }
  errno = ENOENT;
  return Handle{};
}

Result<std::string> FolderTree::read(const std::string& path, std::size_t limit) {
  if (path.find('\0') != std::string::npos)
    return failure(Code::FileUnreadable, path, "has a NUL byte in its name", "Check the path.");
  auto opened = reach_ == Reach::Confined
                    ? open_confined(path)
                    : Result<Handle>{Handle{open((base_ / path).c_str(),
                                                 O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)}};
  if (!opened) return std::move(opened).error();
  if (!*opened) return not_opened(path, errno);

  struct stat status{};
  if (fstat(opened->get(), &status) != 0) return not_opened(path, errno);
  if (!S_ISREG(status.st_mode)) return irregular(path, status.st_mode);
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > limit) return too_large(path, limit);

  // Files that grow, and those of /proc that pretend to be empty, are read up to the limit too.
  std::string text;
  while (text.size() <= limit) {
    const auto before = text.size();
    text.resize(std::min(limit, std::max(size, before + 65536)) + 1);
    const auto wanted = text.size() - before;
    const auto count = read_fully(*opened, text.data() + before, wanted, wanted);
    if (count < 0) return not_opened(path, errno);
    text.resize(before + static_cast<std::size_t>(count));
    if (static_cast<std::size_t>(count) < wanted) return text;
  }
  return too_large(path, limit);
}

Result<std::vector<std::string>> FolderTree::files(const std::string& folder) {
  namespace fs = std::filesystem;
  const fs::path below = fs::path(folder).lexically_normal();
  if (reach_ == Reach::Confined && (below.is_absolute() || *below.begin() == ".."))
    return leads_out(folder);
  std::vector<std::string> paths;
  std::error_code failed;
  const fs::path top = base_ / below;
  fs::recursive_directory_iterator entry(top.empty() ? "." : top, failed);
  for (const fs::recursive_directory_iterator end; !failed && entry != end;
       entry.increment(failed)) {
    std::error_code unknown;
    if (entry->path().filename().string().starts_with('.')) {
      if (entry->is_directory(unknown)) entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file(unknown)) continue;
    if (paths.size() == kMostFiles)
      return failure(Code::TreeTooLarge, folder,
                     "has more than " + std::to_string(kMostFiles) + " files",
                     "Name the folder that the values are in.");
    paths.push_back((below / entry->path().lexically_relative(top)).lexically_normal().string());
  }
  if (failed) return not_opened(folder.empty() ? base_.string() : folder, failed.value());
  std::ranges::sort(paths);
  return paths;
}

}  // namespace pgberth
