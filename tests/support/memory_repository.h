#pragma once

#include "reconciler/model/repository.h"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace pgberth::testing {

/// Commits in memory, each with its files and parents, under ids that their names are the beginning
/// of. It remembers what was read, "name:path".
class MemoryRepository final : public Repository {
 public:
  using Files = std::map<std::string, std::string>;

  void commit(const std::string& name, Files files, std::vector<std::string> parents = {});

  Result<CommitId> commit(const std::string& revision) override;
  Result<CommitId> merge_base(const CommitId& one, const CommitId& other) override;
  Result<std::unique_ptr<Tree>> tree(const CommitId& commit) override;

  std::vector<std::string> remote_urls() override { return urls; }

  std::set<std::string> read{};
  std::mutex reading{};  ///< Held by whoever adds to `read`: trees may be read side by side.
  std::vector<std::string> urls{};

 private:
  struct Commit {
    Files files;
    std::vector<std::string> parents;
  };

  std::vector<std::string> history(const std::string& name) const;

  std::map<std::string, Commit> commits_{};
};

/// A repository that somebody else keeps, as one of one's own.
class BorrowedRepository final : public Repository {
 public:
  explicit BorrowedRepository(Repository& repository) : repository_(repository) {}
  Result<CommitId> commit(const std::string& revision) override {
    return repository_.commit(revision);
  }
  Result<CommitId> merge_base(const CommitId& one, const CommitId& other) override {
    return repository_.merge_base(one, other);
  }
  Result<std::unique_ptr<Tree>> tree(const CommitId& commit) override {
    return repository_.tree(commit);
  }
  std::vector<std::string> remote_urls() override { return repository_.remote_urls(); }

 private:
  Repository& repository_;
};

}  // namespace pgberth::testing
