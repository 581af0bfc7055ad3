#pragma once

#include "tests/support/temp_dir.h"
#include <filesystem>
#include <string>
#include <vector>

namespace pgberth {

/// One change of a commit.
struct GitFile {
  std::string path;
  std::string content;          ///< For a submodule: the commit's id.
  std::string mode = "100644";  ///< 120000: a symlink; 160000: a submodule; kGone: it is removed.
};
inline constexpr const char* kGone = "gone";

/// A repository made by the git program, in a folder of its own: fixed dates and names, nobody's
/// settings. Throws what git says when it fails.
class GitRepo {
 public:
  enum class Kind { WorkTree, Bare };
  explicit GitRepo(Kind kind = Kind::WorkTree);

  const std::filesystem::path& path() const { return path_; }

  /// A commit on `branch` that adds, replaces or removes files; its id. The branch is made when
  /// missing.
  std::string commit(const std::vector<GitFile>& files, const std::string& branch = "main");

  /// A commit of the tree `tree` on `branch`, without a parent.
  std::string commit_tree(const std::string& tree, const std::string& branch = "main");

  /// The tree object of these entries, each "MODE", "NAME" and id, without any check by git.
  struct Entry {
    std::string mode;
    std::string name;
    std::string id;
  };
  std::string tree(const std::vector<Entry>& entries);
  std::string blob(const std::string& content);

  /// What `git ARGUMENTS` prints, without the last line feed.
  std::string git(const std::vector<std::string>& arguments, const std::string& input = "");

  /// Lets other users read it, as a server's user must.
  void open_to_everybody() const;

  /// The file of a loose object.
  std::filesystem::path object_file(const std::string& id) const;

 private:
  TempDir home_{};
  std::filesystem::path path_{};
  int commits_ = 0;
};

}  // namespace pgberth
