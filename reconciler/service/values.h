#pragma once

#include "reconciler/model/source.h"
#include "reconciler/settings/proposals.h"
#include "reconciler/settings/source_settings.h"
#include "reconciler/settings/within.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>

namespace pgberth {

/// Opens the repository that settings name as their source; contacts nobody.
using SourceOpener =
    std::function<Result<std::unique_ptr<ValuesSource>>(const SourceSettings& source)>;

/// The values as they stand at one commit, or in the folders beside the settings when there is no
/// source. It must not outlive the Values that gave it, nor their next pull.
struct Snapshot {
  std::optional<CommitId> commit{};        ///< Absent: folders, which have no history.
  Findings notes{};                        ///< What was noticed while bringing it.
  TreeOpener open{};                       ///< The files of one folder, which nothing leads out of.
  std::shared_ptr<Proposals> proposals{};  ///< What discovery finds there.
};

/// Where a command or the service reads values, whatever the settings name.
class Values {
 public:
  Values(SourceOpener open_source, TreeOpener folder)
      : open_source_(std::move(open_source)), folder_(std::move(folder)) {}

  /// Brings what is new. After a failed pull at() still answers what was brought before.
  Result<Snapshot> pull(const std::optional<SourceSettings>& source, const std::stop_token& stop);

  /// What the source has brought before, also to an earlier process, and what was remembered
  /// there (ValuesSource); nothing without a source.
  std::optional<CommitId> brought() const;
  std::map<std::string, CommitId> remembered() const;
  Result<Done> remember(const std::map<std::string, CommitId>& commits);

  /// Forgets the source: another one takes its place.
  void forget();

  /// An earlier commit of the source, as long as it has it.
  Result<Snapshot> at(const CommitId& commit);

 private:
  struct Brought {
    std::unique_ptr<Tree> tree{};
    std::shared_ptr<Proposals> proposals{};
  };

  SourceOpener open_source_;
  TreeOpener folder_;
  std::optional<SourceSettings> settings_{};
  std::unique_ptr<ValuesSource> source_{};
  std::map<CommitId, Brought> brought_{};
};

}  // namespace pgberth
