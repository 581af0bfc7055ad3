#include "tests/support/memory_repository.h"

#include "reconciler/base/hash.h"

#include <algorithm>
#include <deque>

namespace pgberth::testing {
namespace {

constexpr std::size_t kIdLength = 40;

std::string id_of(const std::string& name) {
  return name + std::string(kIdLength - name.size(), '0');
}

std::string name_of(const CommitId& commit) {
  return commit.id.substr(0, commit.id.find('0'));
}

Error missing(const std::string& path) {
  return {.code = Code::FileMissing,
          .what = "\"" + path + "\" is not in the commit",
          .where = {.file = path}};
}

class CommitTree final : public Tree {
 public:
  CommitTree(const MemoryRepository::Files& files, std::string name, MemoryRepository& repository)
      : files_(files), name_(std::move(name)), repository_(repository) {}

  Result<std::string> read(const std::string& path, std::size_t limit) override {
    const auto found = files_.find(path);
    if (found == files_.end()) return missing(path);
    if (found->second.size() > limit)
      return Error{.code = Code::FileTooLarge, .what = "too large", .where = {.file = path}};
    const std::lock_guard lock(repository_.reading);
    repository_.read.insert(name_ + ":" + path);
    return found->second;
  }

  Result<std::vector<std::string>> files(const std::string& folder) override {
    std::vector<std::string> found;
    for (const auto& [path, text] : files_)
      if (below(path, folder)) found.push_back(path);
    if (found.empty()) return missing(folder);
    return found;
  }

  std::string identity(const std::string& path) override {
    std::string all;
    for (const auto& [name, text] : files_)
      if (name == path || below(name, path))
        all.append(name).append(1, '\0').append(text).append(1, '\0');
    return all.empty() ? all : hex(stable_hash(all));
  }

 private:
  static bool below(const std::string& path, const std::string& folder) {
    return folder.empty() || path.starts_with(folder + "/");
  }

  const MemoryRepository::Files& files_;
  std::string name_;
  MemoryRepository& repository_;
};

}  // namespace

void MemoryRepository::commit(const std::string& name, Files files,
                              std::vector<std::string> parents) {
  commits_[name] = {.files = std::move(files), .parents = std::move(parents)};
}

Result<CommitId> MemoryRepository::commit(const std::string& revision) {
  if (commits_.contains(revision)) return CommitId{id_of(revision)};
  return Error{.code = Code::RevisionUnknown,
               .what = "the repository has no commit \"" + revision + "\"",
               .hint = "Fetch it."};
}

/// All commits that can be reached, nearest first.
std::vector<std::string> MemoryRepository::history(const std::string& name) const {
  std::vector<std::string> seen;
  for (std::deque<std::string> next{name}; !next.empty(); next.pop_front()) {
    if (std::ranges::find(seen, next.front()) != seen.end()) continue;
    seen.push_back(next.front());
    for (const std::string& parent : commits_.at(next.front()).parents) next.push_back(parent);
  }
  return seen;
}

Result<CommitId> MemoryRepository::merge_base(const CommitId& one, const CommitId& other) {
  const auto theirs = history(name_of(other));
  for (const std::string& name : history(name_of(one)))
    if (std::ranges::find(theirs, name) != theirs.end()) return CommitId{id_of(name)};
  return Error{.code = Code::NoCommonCommit, .what = "they have no commit in common"};
}

Result<std::unique_ptr<Tree>> MemoryRepository::tree(const CommitId& commit) {
  const std::string name = name_of(commit);
  return std::unique_ptr<Tree>(std::make_unique<CommitTree>(commits_.at(name).files, name, *this));
}

}  // namespace pgberth::testing
