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

bool TreeListing::wanted(git_filemode_t mode, bool hidden) const {
  const bool module = mode == GIT_FILEMODE_COMMIT;
  switch (of_) {
    case Of::Files:
      return !module && !hidden;
    case Of::HiddenFiles:
      return !module && hidden;
    case Of::Links:
      break;
  }
  return (module || mode == GIT_FILEMODE_LINK) && !hidden;
}

Result<Done> TreeListing::take(const git_tree_entry* entry, const Folder& folder) {
  const std::string name = git_tree_entry_name(entry);
  if (++entries_ > kMostEntries)
    return too_large("has more than " + std::to_string(kMostEntries) + " entries");
  bytes_ += folder.prefix.size() + name.size();
  if (bytes_ > kMostBytes) return too_large("has paths that are too long all together");
  if (hostile(name))
    return path_error(Code::RepositoryBroken, folder_,
                      "has an entry \"" + folder.prefix + name + "\", which git itself refuses",
                      "Look at the repository with \"git fsck\".");
  const bool hidden = folder.hidden || name.starts_with('.');
  const git_filemode_t mode = git_tree_entry_filemode(entry);
  if (mode == GIT_FILEMODE_TREE) {
    if (hidden && of_ != Of::HiddenFiles) return Done{};
    return look_into(
        *git_tree_entry_id(entry),
        {.prefix = folder.prefix + name + "/", .depth = folder.depth + 1, .hidden = hidden});
  }
  // A symlink is listed as on a disk: whoever reads it is told what it is.
  if (!wanted(mode, hidden)) return Done{};
  if (found_.size() == Tree::kMostFiles)
    return too_large("has more than " + std::to_string(Tree::kMostFiles) + " files");
  found_.push_back({.path = folder.prefix + name, .mode = mode, .id = *git_tree_entry_id(entry)});
  return Done{};
}

Result<Done> TreeListing::look_into(const git_oid& id, const Folder& folder) {
  if (folder.depth > GitTree::kDeepest)
    return too_large("has more than " + std::to_string(GitTree::kDeepest) +
                     " folders in one another");
  auto tree = objects_.tree(id);
  if (!tree) return std::move(tree).error().during("looking into \"" + folder.prefix + "\"");
  const std::size_t count = git_tree_entrycount(tree->get());
  for (std::size_t i = 0; i < count; ++i)
    if (auto taken = take(git_tree_entry_byindex(tree->get(), i), folder); !taken) return taken;
  return Done{};
}

Result<std::vector<TreeListing::Entry>> TreeListing::gather(const git_oid& top,
                                                            const std::string& prefix) {
  const auto depth = static_cast<std::size_t>(std::ranges::count(prefix, '/'));
  if (auto looked = look_into(top, {.prefix = prefix, .depth = depth}); !looked)
    return std::move(looked).error();
  std::ranges::sort(found_, {}, &Entry::path);
  const auto twice = std::ranges::unique(found_, {}, &Entry::path);
  found_.erase(twice.begin(), twice.end());
  return std::move(found_);
}

}  // namespace pgberth
