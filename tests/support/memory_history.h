#pragma once

#include "reconciler/model/source.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace pgberth {

/// A repository in memory whose newest commit is what a pull answers. Thread-safe.
class MemoryHistory {
 public:
  using Files = std::map<std::string, std::string>;

  /// A new commit with exactly `files`.
  CommitId commit(Files files);

  /// What pulls answer from now on instead of the newest commit; nothing: the newest again.
  void fail(std::optional<Error> error);

  std::size_t pulls() const;

  /// A source that looks at this history, which must outlive it.
  std::unique_ptr<ValuesSource> source();

 private:
  friend class MemorySource;
  mutable std::recursive_mutex busy_{};
  std::vector<Files> commits_{};
  std::optional<Error> failure_{};
  std::size_t pulls_ = 0;
  std::map<std::string, CommitId> remembered_{};
};

}  // namespace pgberth
