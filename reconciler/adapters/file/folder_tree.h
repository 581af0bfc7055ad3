#pragma once

#include "reconciler/adapters/file/handle.h"
#include "reconciler/model/tree.h"

#include <cstddef>
#include <filesystem>
#include <string>

namespace pgberth {

/// Values files in a folder.
class FolderTree : public Tree {
 public:
  /// Anywhere: paths may be absolute, climb with `..` and pass symlinks, as a person's own command
  /// line may. Confined: the base's own files only; such a path is FileUnreadable.
  enum class Reach { Anywhere, Confined };

  explicit FolderTree(std::filesystem::path base, Reach reach = Reach::Anywhere)
      : base_(std::move(base)), reach_(reach) {}

  /// Regular files only: neither a directory nor a pipe nor a device is read, or waited for.
  Result<std::string> read(const std::string& path, std::size_t limit) override;
  Result<std::vector<std::string>> files(const std::string& folder) override;
  Result<std::vector<std::string>> hidden_files(const std::string& folder) override;
  Result<std::vector<Error>> not_followed(const std::string& folder) override;

 private:
  class Walk;

  Result<Handle> open_confined(const std::string& path) const;

  std::filesystem::path base_;
  Reach reach_;
};

}  // namespace pgberth
