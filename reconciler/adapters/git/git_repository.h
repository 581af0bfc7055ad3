#pragma once

#include "reconciler/model/repository.h"

#include <filesystem>
#include <memory>
#include <string>

namespace pgberth {

class GitObjects;

/// Commits of a git repository on this machine, which is only read. Thread-safe; trees stay usable
/// when it is gone.
class GitRepository : public Repository {
 public:
  explicit GitRepository(std::shared_ptr<GitObjects> objects);

  Result<CommitId> commit(const std::string& revision) override;
  Result<CommitId> merge_base(const CommitId& one, const CommitId& other) override;
  Result<std::unique_ptr<Tree>> tree(const CommitId& commit) override;
  std::vector<std::string> remote_urls() override;
  bool has_uncommitted() override;

 private:
  std::shared_ptr<GitObjects> objects_;
};

/// The repository that `path` is in: a work tree (also a linked one), a folder of it, or a bare
/// repository. A GitLibrary must live. Errors: RepositoryBroken.
Result<std::unique_ptr<Repository>> open_repository(const std::filesystem::path& path);

}  // namespace pgberth
