#pragma once

#include "reconciler/adapters/git/git_objects.h"

#include <cstddef>
#include <string>
#include <vector>

namespace pgberth {

/// Gathers the paths of the regular files below one folder of a commit. A few objects can stand for
/// any number of files, since one folder may be in many places; so all that grows is counted.
class TreeListing {
 public:
  TreeListing(const GitObjects& objects, std::string folder)
      : objects_(objects), folder_(std::move(folder)) {}

  /// Sorted. `prefix` is the folder's own path, with a slash at its end unless it is the root.
  /// Errors: RepositoryBroken, TreeTooLarge.
  Result<std::vector<std::string>> gather(const git_oid& top, const std::string& prefix);

  static constexpr std::size_t kMostEntries = 300'000;  ///< Looked at, also when left out.
  static constexpr std::size_t kMostBytes = std::size_t{64}
                                            << 20u;  ///< Of all their paths together.

 private:
  Result<Done> look_into(const git_oid& folder, const std::string& prefix, std::size_t depth);
  Result<Done> take(const git_tree_entry* entry, const std::string& prefix, std::size_t depth);
  Error too_large(const std::string& what) const;

  const GitObjects& objects_;
  std::string folder_;
  std::vector<std::string> paths_{};
  std::size_t entries_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace pgberth
