#pragma once

#include "reconciler/adapters/git/git_objects.h"
#include "reconciler/adapters/git/tree_listing.h"
#include "reconciler/model/tree.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace pgberth {

/// The files of one commit, read straight from the object database: nothing is checked out, so that
/// no name in it can lead anywhere. Thread-safe.
///
/// A symlink, a submodule and a pointer of Git LFS are NoRegularFile, and so is what would be below
/// them. What is missing or damaged is RepositoryBroken.
class GitTree : public Tree {
 public:
  GitTree(std::shared_ptr<GitObjects> objects, const git_oid& root)
      : objects_(std::move(objects)), root_(root) {}

  Result<std::string> read(const std::string& path, std::size_t limit) override;

  /// Regular files alone. A folder that git itself would refuse (an entry "..", ".git" or with a
  /// slash in its name) is RepositoryBroken. TreeTooLarge also past kDeepest folders in one another
  /// and past the other bounds of tree_listing.h.
  Result<std::vector<std::string>> files(const std::string& folder) override;
  Result<std::vector<std::string>> hidden_files(const std::string& folder) override;
  Result<std::vector<Error>> not_followed(const std::string& folder) override;

  /// The object's id; with the mode before it where it is no regular file and no folder.
  std::string identity(const std::string& path) override;

  static constexpr std::size_t kDeepest = 64;

 private:
  struct Found {
    git_oid id;
    git_filemode_t mode;
  };
  Result<Found> find(const std::vector<std::string>& parts, const std::string& path) const;
  Result<std::vector<TreeListing::Entry>> list(const std::string& folder, TreeListing::Of of) const;
  bool leads_out_of(const std::string& folder, const TreeListing::Entry& link) const;

  std::shared_ptr<GitObjects> objects_;
  git_oid root_;
};

}  // namespace pgberth
