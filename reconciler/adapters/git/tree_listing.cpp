#include "reconciler/adapters/git/tree_listing.h"

#include "reconciler/adapters/git/git_tree.h"
#include "reconciler/adapters/git/tree_path.h"

#include <algorithm>
#include <string_view>
#include <strings.h>
#include <utility>

namespace pgberth {
namespace {

/// What git itself refuses to check out or to take into an index.
bool hostile(const std::string& name) {
  return name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos ||
         strcasecmp(name.c_str(), ".git") == 0;
}

}  // namespace

Error TreeListing::too_large(const std::string& what) const {
  return path_error(Code::TreeTooLarge, folder_, what, "Name the folder that the values are in.");
}

Result<Done> TreeListing::take(const git_tree_entry* entry, const std::string& prefix,
                               std::size_t depth) {
  const std::string name = git_tree_entry_name(entry);
  if (++entries_ > kMostEntries)
    return too_large("has more than " + std::to_string(kMostEntries) + " entries");
  bytes_ += prefix.size() + name.size();
  if (bytes_ > kMostBytes) return too_large("has paths that are too long all together");
  if (hostile(name))
    return path_error(Code::RepositoryBroken, folder_,
                      "has an entry \"" + prefix + name + "\", which git itself refuses",
                      "Look at the repository with \"git fsck\".");
  if (name.starts_with('.')) return Done{};
  if (git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE)
    return look_into(*git_tree_entry_id(entry), prefix + name + "/", depth + 1);
  // A symlink is listed as on a disk: whoever reads it is told what it is.
  if (git_tree_entry_filemode(entry) == GIT_FILEMODE_COMMIT) return Done{};
  if (paths_.size() == Tree::kMostFiles)
    return too_large("has more than " + std::to_string(Tree::kMostFiles) + " files");
  paths_.push_back(prefix + name);
  return Done{};
}

Result<Done> TreeListing::look_into(const git_oid& folder, const std::string& prefix,
                                    std::size_t depth) {
  if (depth > GitTree::kDeepest)
    return too_large("has more than " + std::to_string(GitTree::kDeepest) +
                     " folders in one another");
  auto tree = objects_.tree(folder);
  if (!tree) return std::move(tree).error().during("looking into \"" + prefix + "\"");
  const std::size_t count = git_tree_entrycount(tree->get());
  for (std::size_t i = 0; i < count; ++i)
    if (auto taken = take(git_tree_entry_byindex(tree->get(), i), prefix, depth); !taken)
      return taken;
  return Done{};
}

Result<std::vector<std::string>> TreeListing::gather(const git_oid& top,
                                                     const std::string& prefix) {
  const auto depth = static_cast<std::size_t>(std::ranges::count(prefix, '/'));
  if (auto looked = look_into(top, prefix, depth); !looked) return std::move(looked).error();
  std::ranges::sort(paths_);
  const auto twice = std::ranges::unique(paths_);
  paths_.erase(twice.begin(), twice.end());
  return std::move(paths_);
}

}  // namespace pgberth
