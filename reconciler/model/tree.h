#pragma once

#include "reconciler/base/result.h"

#include <cstddef>
#include <string>

namespace pgberth {

/// Where values files are read from: a folder, or (without a work tree) the objects of a commit.
class Tree {
 public:
  virtual ~Tree() = default;

  /// The bytes of the file at `path`, a relative path with `/`.
  /// Errors: FileMissing, FileUnreadable (a directory, no permission), FileTooLarge past `limit`,
  /// decided before the content is read.
  virtual Result<std::string> read(const std::string& path, std::size_t limit) = 0;
};

}  // namespace pgberth
