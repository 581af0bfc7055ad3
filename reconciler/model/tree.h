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

  /// What stands for the content at `path`, a file or a folder ("" is the whole tree): where two
  /// trees of one repository say the same text, they hold the same bytes. "" where nobody can tell
  /// without reading, or nothing is there.
  virtual std::string identity(const std::string& path) {
    static_cast<void>(path);
    return {};
  }

  static constexpr std::size_t kMostFiles = 100'000;
};

}  // namespace pgberth
