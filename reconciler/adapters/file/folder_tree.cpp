#include "reconciler/adapters/file/folder_tree.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <optional>
#include <sys/stat.h>
#include <system_error>
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

/// Goes through all that is below one folder, without following symlinks to folders.
class FolderTree::Walk {
 public:
  using Entry = std::filesystem::directory_entry;
  /// Takes an entry and its path; `hidden`: a name on the way to it begins with a dot.
  using Taker =
      std::function<std::optional<Error>(const Entry& entry, const std::string& path, bool hidden)>;

  Walk(const FolderTree& tree, const std::string& folder) : tree_(tree), folder_(folder) {}

  std::optional<Error> run(bool into_hidden, const Taker& take) {
    namespace fs = std::filesystem;
    const fs::path below = fs::path(folder_).lexically_normal();
    if (tree_.reach_ == Reach::Confined && (below.is_absolute() || *below.begin() == ".."))
      return leads_out(folder_);
    const fs::path top = tree_.base_ / below;
    std::error_code failed;
    fs::recursive_directory_iterator entry(top.empty() ? "." : top, failed);
    int hidden_below = -1;  // How deep the hidden folder is that the entry is in.
    for (const fs::recursive_directory_iterator end; !failed && entry != end;
         entry.increment(failed)) {
      const std::string name = entry->path().filename().string();
      if (entry.depth() <= hidden_below) hidden_below = -1;
      const bool hidden = hidden_below >= 0 || name.starts_with('.');
      if (hidden && (!into_hidden || name == ".git")) {
        entry.disable_recursion_pending();
        continue;
      }
      if (hidden && hidden_below < 0) hidden_below = entry.depth();
      const auto path = below / entry->path().lexically_relative(top);
      if (auto error = take(*entry, path.lexically_normal().string(), hidden)) return error;
    }
    if (!failed) return std::nullopt;
    return not_opened(folder_.empty() ? tree_.base_.string() : folder_, failed.value());
  }

  Error too_large(std::size_t most, const std::string& what) const {
    return failure(Code::TreeTooLarge, folder_,
                   "has more than " + std::to_string(most) + " " + what,
                   "Name the folder that the values are in.");
  }

  Result<std::vector<std::string>> files(bool of_hidden) {
    std::vector<std::string> paths;
    const auto failed =
        run(of_hidden,
            [&](const Entry& entry, const std::string& path, bool hidden) -> std::optional<Error> {
              std::error_code unknown;
              if (hidden != of_hidden || !entry.is_regular_file(unknown)) return std::nullopt;
              if (paths.size() == kMostFiles) return too_large(kMostFiles, "files");
              paths.push_back(path);
              return std::nullopt;
            });
    if (failed) return *failed;
    std::ranges::sort(paths);
    return paths;
  }

 private:
  const FolderTree& tree_;
  const std::string& folder_;
};

Result<std::vector<std::string>> FolderTree::files(const std::string& folder) {
  return Walk(*this, folder).files(false);
}

Result<std::vector<std::string>> FolderTree::hidden_files(const std::string& folder) {
  return Walk(*this, folder).files(true);
}

/// Of submodules nothing is known: where they are checked out, they are folders like others.
Result<std::vector<Error>> FolderTree::not_followed(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<Error> errors;
  std::error_code unknown;
  const fs::path whole = base_ / folder;
  const fs::path top = fs::weakly_canonical(whole.empty() ? "." : whole, unknown);
  Walk walk(*this, folder);
  const auto failed = walk.run(
      false, [&](const Walk::Entry& entry, const std::string& path, bool) -> std::optional<Error> {
        if (!entry.is_symlink(unknown) || !entry.is_directory(unknown)) return std::nullopt;
        const fs::path target = fs::weakly_canonical(entry.path(), unknown);
        if (std::mismatch(top.begin(), top.end(), target.begin(), target.end()).first == top.end())
          return std::nullopt;  // Its files are listed with the others.
        if (errors.size() == kMostNotFollowed)
          return walk.too_large(kMostNotFollowed, "symlinks to folders");
        errors.push_back(failure(Code::FileUnreadable, path, "leads through a symlink",
                                 "Put the folder itself there."));
        return std::nullopt;
      });
  if (failed) return *failed;
  std::ranges::sort(errors, {}, [](const Error& error) { return *error.where.file; });
  return errors;
}

}  // namespace pgberth
