#pragma once

#include "reconciler/adapters/git/git_repository.h"
#include "reconciler/adapters/git/mirror_settings.h"
#include "reconciler/model/source.h"

#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

namespace pgberth {

class GitObjects;
struct Fetched;

/// A remote repository, kept in a clone of pgberth's own. All that the remote sends is read in a
/// process apart (fetch_process.h); here the clone is only read. A GitLibrary must live.
class GitMirror : public ValuesSource {
 public:
  explicit GitMirror(MirrorSettings settings) : settings_(std::move(settings)) {}

  /// Errors: BadSource, the codes of a remote (805 to 814), RepositoryBroken when what the remote
  /// has is not whole, Interrupted. Notes: HistoryRewritten, CloneRebuilt.
  Result<CommitId> pull(std::stop_token stop) override;

  std::optional<CommitId> brought() override;
  Result<Done> remember(const std::map<std::string, CommitId>& commits) override;
  std::map<std::string, CommitId> remembered() override;

  Repository& repository() override { return clone_; }
  Findings notes() const override { return notes_; }

 private:
  /// The clone that counts, which may be another one after a pull.
  class Clone : public Repository {
   public:
    Result<CommitId> commit(const std::string& revision) override;
    Result<CommitId> merge_base(const CommitId& one, const CommitId& other) override;
    Result<std::unique_ptr<Tree>> tree(const CommitId& commit) override;

    void take(std::shared_ptr<GitObjects> objects);
    std::shared_ptr<GitObjects> objects() const;

   private:
    mutable std::mutex busy_{};
    std::shared_ptr<GitObjects> objects_{};
  };

  Result<Done> open(const std::string& clone);
  void note(const Fetched& fetched);

  MirrorSettings settings_;
  Clone clone_{};
  std::string open_clone_{};
  Findings notes_{};
};

/// A name for the folder of the clone of `url` that no other URL has.
std::string clone_name(const std::string& url);

/// The mirror of `settings`. Errors: BadSource.
Result<std::unique_ptr<ValuesSource>> open_mirror(MirrorSettings settings);

}  // namespace pgberth
