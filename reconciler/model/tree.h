#pragma once

#include "reconciler/base/result.h"

#include <cstddef>
#include <string>
#include <vector>

namespace pgberth {

/// Where values files are read from: a folder, or (without a work tree) the objects of a commit.
class Tree {
 public:
  virtual ~Tree() = default;

  /// The bytes of the file at `path`, a relative path with `/`.
  /// Errors: FileMissing, FileUnreadable (a directory, no permission), FileTooLarge past `limit`,
  /// decided before the content is read.
  virtual Result<std::string> read(const std::string& path, std::size_t limit) = 0;

  /// The paths of all files below `folder`, as read() takes them, sorted; "" is the whole tree.
  /// What begins with a dot is left out, and symlinks to folders are not followed. Errors:
  /// FileMissing, FileUnreadable, TreeTooLarge past kMostFiles files.
  virtual Result<std::vector<std::string>> files(const std::string& folder) = 0;

  /// The paths of those files below `folder` that files() leaves out for a dot in front of a name;
  /// never what is below `.git`. Sorted, errors as there. Nothing, where a tree knows of none.
  virtual Result<std::vector<std::string>> hidden_files(const std::string& folder) {
    static_cast<void>(folder);
    return std::vector<std::string>();
  }

  /// What stands below `folder` and would be a folder if it were followed: submodules, and symlinks
  /// to folders that files() does not list anyway. Each as read() tells of it, with its path, in
  /// their order; errors as in files(), also past kMostNotFollowed.
  virtual Result<std::vector<Error>> not_followed(const std::string& folder) {
    static_cast<void>(folder);
    return std::vector<Error>();
  }

  /// What stands for the content at `path`, a file or a folder ("" is the whole tree): where two
  /// trees of one repository say the same text, they hold the same bytes. "" where nobody can tell
  /// without reading, or nothing is there.
  virtual std::string identity(const std::string& path) {
    static_cast<void>(path);
    return {};
  }

  static constexpr std::size_t kMostFiles = 100'000;
  static constexpr std::size_t kMostNotFollowed = 1'000;
};

}  // namespace pgberth
