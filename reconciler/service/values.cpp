#include "reconciler/service/values.h"

#include <utility>

namespace pgberth {

Result<Snapshot> Values::pull(const std::optional<SourceSettings>& source,
                              const std::stop_token& stop) {
  if (!source) return Snapshot{.open = folder_, .proposals = std::make_shared<Proposals>(folder_)};
  if (!source_ || settings_ != source) {
    forget();
    auto opened = open_source_(*source);
    if (!opened) return std::move(opened).error();
    source_ = *std::move(opened);
    settings_ = source;
  }
  brought_.clear();
  const auto commit = source_->pull(stop);
  if (!commit) return commit.error();
  auto brought = at(*commit);
  if (brought) brought->notes = source_->notes();
  return brought;
}

void Values::forget() {
  brought_.clear();
  source_.reset();
  settings_.reset();
}

std::optional<CommitId> Values::brought() const {
  return source_ ? source_->brought() : std::nullopt;
}

std::map<std::string, CommitId> Values::remembered() const {
  return source_ ? source_->remembered() : std::map<std::string, CommitId>{};
}

Result<Done> Values::remember(const std::map<std::string, CommitId>& commits) {
  return source_ ? source_->remember(commits) : Result(Done{});
}

Result<Snapshot> Values::at(const CommitId& commit) {
  if (!source_)
    return Error{.code = Code::RevisionUnknown,
                 .what = "there is no source that could have commit \"" + commit.id + "\""};
  Brought& brought = brought_[commit];
  if (!brought.tree) {
    auto opened = source_->repository().tree(commit);
    if (!opened) return std::move(opened).error();
    brought.tree = *std::move(opened);
  }
  TreeOpener open = [&whole = *brought.tree](const std::string& folder) {
    return std::make_unique<Beneath>(whole, folder);
  };
  if (!brought.proposals) brought.proposals = std::make_shared<Proposals>(open);
  return Snapshot{.commit = commit, .open = std::move(open), .proposals = brought.proposals};
}

}  // namespace pgberth
