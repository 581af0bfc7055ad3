#pragma once

#include "reconciler/base/result.h"

#include <git2.h>

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

namespace pgberth {

/// Calls `Free` on what libgit2 made.
template <auto Free>
struct GitFree {
  template <class T>
  void operator()(T* made) const {
    Free(made);
  }
};
template <class T, auto Free>
using GitHandle = std::unique_ptr<T, GitFree<Free>>;

using RepositoryHandle = GitHandle<git_repository, git_repository_free>;
using OdbHandle = GitHandle<git_odb, git_odb_free>;
using OdbObjectHandle = GitHandle<git_odb_object, git_odb_object_free>;
using ObjectHandle = GitHandle<git_object, git_object_free>;
using CommitHandle = GitHandle<git_commit, git_commit_free>;
using TreeHandle = GitHandle<git_tree, git_tree_free>;
using ReferenceHandle = GitHandle<git_reference, git_reference_free>;

/// What libgit2 says of the last call that failed in this thread.
std::string git_message();

std::string hex(const git_oid& id);

/// RepositoryBroken: an object that must be there is missing or damaged.
Error broken_object(const git_oid& id, const std::string& why);

/// The object database of one repository, open. Several threads may use it, one at a time: who uses
/// it holds `busy`.
class GitObjects {
 public:
  /// `exactly`: `path` is the repository, which is not looked for in the folders above. Errors:
  /// RepositoryBroken.
  static Result<std::shared_ptr<GitObjects>> open(const std::filesystem::path& path, bool exactly);

  struct Header {
    std::size_t size;
    git_object_t type;
  };
  /// Told without reading the object. Errors: RepositoryBroken.
  Result<Header> header(const git_oid& id) const;

  /// The bytes of a blob, whose size the caller knows. Errors: RepositoryBroken.
  Result<std::string> blob(const git_oid& id) const;

  /// Errors: RepositoryBroken, TreeTooLarge past kLargestTree bytes.
  Result<TreeHandle> tree(const git_oid& id) const;

  git_repository* repository() const { return repository_.get(); }

  /// Whether an object was found missing or damaged so far.
  bool damaged() const { return damaged_; }

  /// Some 100,000 files in one folder.
  static constexpr std::size_t kLargestTree = std::size_t{16} << 20u;

  mutable std::mutex busy{};

 private:
  GitObjects(RepositoryHandle repository, OdbHandle odb)
      : repository_(std::move(repository)), odb_(std::move(odb)) {}

  Error not_read(const git_oid& id, int failed) const;

  RepositoryHandle repository_;
  OdbHandle odb_;
  mutable std::atomic<bool> damaged_ = false;
};

}  // namespace pgberth
