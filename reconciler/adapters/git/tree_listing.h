#pragma once

#include "reconciler/adapters/git/git_objects.h"

#include <cstddef>
#include <string>
#include <vector>

namespace pgberth {

/// Gathers what is below one folder of a commit. A few objects can stand for any number of files,
/// since one folder may be in many places; so all that grows is counted.
class TreeListing {
 public:
  /// Files without a dot in front of a name, or those with one: symlinks are among both. Else
  /// symlinks and submodules, without a dot.
  enum class Of { Files, HiddenFiles, Links };

  struct Entry {
    std::string path;
    git_filemode_t mode;
    git_oid id;
  };

  TreeListing(const GitObjects& objects, std::string folder, Of of)
      : objects_(objects), folder_(std::move(folder)), of_(of) {}

  /// Sorted by path, each once. `prefix` is the folder's own path, with a slash at its end unless
  /// it is the root. Errors: RepositoryBroken, TreeTooLarge.
  Result<std::vector<Entry>> gather(const git_oid& top, const std::string& prefix);

  static constexpr std::size_t kMostEntries = 300'000;  ///< Looked at, also when left out.
  static constexpr std::size_t kMostBytes = std::size_t{64}
                                            << 20u;  ///< Of all their paths together.

 private:
  struct Folder {
    std::string prefix;
    std::size_t depth = 0;
    bool hidden = false;
  };

  Result<Done> look_into(const git_oid& id, const Folder& folder);
  Result<Done> take(const git_tree_entry* entry, const Folder& folder);
  bool wanted(git_filemode_t mode, bool hidden) const;
  Error too_large(const std::string& what) const;

  const GitObjects& objects_;
  std::string folder_;
  Of of_;
  std::vector<Entry> found_{};
  std::size_t entries_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace pgberth
