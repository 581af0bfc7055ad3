#pragma once

#include "reconciler/base/result.h"
#include "reconciler/model/tree.h"

#include <compare>
#include <memory>
#include <string>
#include <vector>

namespace pgberth {

/// One commit, by its object id in lower-case hexadecimal digits.
struct CommitId {
  std::string id;

  auto operator<=>(const CommitId&) const = default;
};

/// Commits of values, which are read without a work tree.
class Repository {
 public:
  virtual ~Repository() = default;

  /// The commit that `revision` names: a branch, a tag, a commit's id (also a beginning that is no
  /// other's), or what `git rev-parse` understands. Errors: RevisionUnknown, RepositoryBroken.
  virtual Result<CommitId> commit(const std::string& revision) = 0;

  /// The last commit that both have in their history. Where histories crossed and there are
  /// several, `one` itself: compared with any of the others, a change could hide. Errors:
  /// NoCommonCommit, RepositoryBroken.
  virtual Result<CommitId> merge_base(const CommitId& one, const CommitId& other) = 0;

  /// The files of a commit; it must not outlive the repository. Errors: RevisionUnknown,
  /// RepositoryBroken.
  virtual Result<std::unique_ptr<Tree>> tree(const CommitId& commit) = 0;

  /// The URLs of its remotes, by which manifests may call it; empty: not known.
  virtual std::vector<std::string> remote_urls() { return {}; }

  /// Whether its work tree has something that is in no commit; false where there is none.
  virtual bool has_uncommitted() { return false; }
};

}  // namespace pgberth
