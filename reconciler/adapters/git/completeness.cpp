#include "reconciler/adapters/git/completeness.h"

#include "reconciler/adapters/git/git_objects.h"

#include <cstddef>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

std::string raw(const git_oid& id) {
  return {reinterpret_cast<const char*>(id.id), sizeof id.id};
}

bool is_file(git_odb* odb, const git_oid& id) {
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  return git_odb_read_header(&size, &type, odb, &id) == 0 && type == GIT_OBJECT_BLOB;
}

}  // namespace

Result<Done> check_complete(git_repository* repository, const git_oid& commit) {
  git_commit* found = nullptr;
  if (git_commit_lookup(&found, repository, &commit) != 0)
    return broken_object(commit, "is missing");
  const CommitHandle top(found);
  git_odb* odb = nullptr;
  if (git_repository_odb(&odb, repository) != 0)
    return broken_object(commit, "cannot be read: " + git_message());
  const OdbHandle objects(odb);

  std::unordered_set<std::string> seen;
  std::vector<git_oid> waiting{*git_commit_tree_id(found)};
  seen.insert(raw(waiting.back()));
  while (!waiting.empty()) {
    const git_oid id = waiting.back();
    waiting.pop_back();
    git_tree* read = nullptr;
    if (git_tree_lookup(&read, repository, &id) != 0)
      return broken_object(id, "is missing, or no folder: " + git_message());
    const TreeHandle tree(read);
    for (std::size_t i = 0; i < git_tree_entrycount(read); ++i) {
      const git_tree_entry* entry = git_tree_entry_byindex(read, i);
      const git_oid& below = *git_tree_entry_id(entry);
      const git_filemode_t mode = git_tree_entry_filemode(entry);
      if (mode == GIT_FILEMODE_COMMIT || !seen.insert(raw(below)).second) continue;
      if (mode == GIT_FILEMODE_TREE) {
        waiting.push_back(below);
      } else if (!is_file(odb, below)) {
        return broken_object(below, "is missing, or no file: " + git_message());
      }
    }
  }
  return Done{};
}

}  // namespace pgberth
