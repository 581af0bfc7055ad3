#include "tests/support/memory_history.h"

#include "tests/support/values_tree.h"
#include <string>
#include <utility>

namespace pgberth {

/// Commit ids are numbers, filled up to the length of real ones.
class MemorySource final : public ValuesSource, public Repository {
 public:
  explicit MemorySource(MemoryHistory& history) : history_(history) {}

  Result<CommitId> pull(std::stop_token) override {
    const std::lock_guard lock(history_.busy_);
    ++history_.pulls_;
    if (history_.failure_) return *history_.failure_;
    return commit("HEAD");
  }
  std::optional<CommitId> brought() override {
    const std::lock_guard lock(history_.busy_);
    return history_.pulls_ == 0 || history_.commits_.empty() ? std::nullopt
                                                             : std::optional(*commit("HEAD"));
  }
  Result<Done> remember(const std::map<std::string, CommitId>& commits) override {
    const std::lock_guard lock(history_.busy_);
    history_.remembered_ = commits;
    return Done{};
  }
  std::map<std::string, CommitId> remembered() override { return history_.remembered_; }
  Repository& repository() override { return *this; }
  Findings notes() const override { return {}; }

  Result<CommitId> commit(const std::string& revision) override {
    const std::lock_guard lock(history_.busy_);
    if (revision != "HEAD" || history_.commits_.empty()) return unknown(revision);
    std::string id = std::to_string(history_.commits_.size());
    return CommitId{id.insert(0, 40 - id.size(), '0')};
  }
  Result<CommitId> merge_base(const CommitId& one, const CommitId&) override { return one; }
  Result<std::unique_ptr<Tree>> tree(const CommitId& commit) override {
    const std::lock_guard lock(history_.busy_);
    const std::size_t number = std::stoul(commit.id);
    if (number == 0 || number > history_.commits_.size()) return unknown(commit.id);
    return std::unique_ptr<Tree>(
        std::make_unique<testing::MemoryTree>(history_.commits_[number - 1]));
  }

 private:
  static Error unknown(const std::string& revision) {
    return {.code = Code::RevisionUnknown, .what = "there is no commit \"" + revision + "\""};
  }

  MemoryHistory& history_;
};

void MemoryHistory::fail(std::optional<Error> error) {
  const std::lock_guard lock(busy_);
  failure_ = std::move(error);
}

std::size_t MemoryHistory::pulls() const {
  const std::lock_guard lock(busy_);
  return pulls_;
}

CommitId MemoryHistory::commit(Files files) {
  const std::lock_guard lock(busy_);
  commits_.push_back(std::move(files));
  return *MemorySource(*this).commit("HEAD");
}

std::unique_ptr<ValuesSource> MemoryHistory::source() {
  return std::make_unique<MemorySource>(*this);
}

}  // namespace pgberth
