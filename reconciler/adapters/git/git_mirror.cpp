#include "reconciler/adapters/git/git_mirror.h"

#include "reconciler/adapters/git/fetch_process.h"
#include "reconciler/adapters/git/git_objects.h"
#include "reconciler/adapters/git/mirror_folder.h"
#include "reconciler/adapters/git/remembered.h"
#include "reconciler/adapters/git/remote_failure.h"
#include "reconciler/adapters/git/remote_url.h"
#include "reconciler/base/hash.h"

#include <filesystem>
#include <unistd.h>
#include <utility>

namespace pgberth {
namespace {

Error nothing_yet() {
  return {.code = Code::RepositoryBroken,
          .what = "nothing was pulled yet",
          .hint = "Look at what the first pull says."};
}

}  // namespace

void GitMirror::Clone::take(std::shared_ptr<GitObjects> objects) {
  const std::lock_guard lock(busy_);
  objects_ = std::move(objects);
}

std::shared_ptr<GitObjects> GitMirror::Clone::objects() const {
  const std::lock_guard lock(busy_);
  return objects_;
}

Result<CommitId> GitMirror::Clone::commit(const std::string& revision) {
  auto now = objects();
  if (!now) return nothing_yet();
  return GitRepository(std::move(now)).commit(revision);
}

Result<CommitId> GitMirror::Clone::merge_base(const CommitId& one, const CommitId& other) {
  auto now = objects();
  if (!now) return nothing_yet();
  return GitRepository(std::move(now)).merge_base(one, other);
}

Result<std::unique_ptr<Tree>> GitMirror::Clone::tree(const CommitId& commit) {
  auto now = objects();
  if (!now) return nothing_yet();
  return GitRepository(std::move(now)).tree(commit);
}

Result<Done> GitMirror::open(const std::string& clone) {
  if (clone == open_clone_) return Done{};
  auto objects = GitObjects::open(std::filesystem::path(settings_.folder) / clone, true);
  if (!objects) return std::move(objects).error();
  clone_.take(*std::move(objects));
  open_clone_ = clone;
  return Done{};
}

void GitMirror::note(const Fetched& fetched) {
  notes_.clear();
  const std::string ref = settings_.ref.empty() ? "HEAD" : settings_.ref;
  if (fetched.rewritten)
    notes_.push_back({.code = Code::HistoryRewritten,
                      .what = in_quotes(ref) + " of " + in_quotes(settings_.url) +
                              " was rewritten: " + fetched.before + " is not in the history of " +
                              fetched.commit,
                      .hint = "The new commit counts."});
  if (!fetched.rebuilt.empty())
    notes_.push_back(
        {.code = Code::CloneRebuilt,
         .what = "the clone of " + in_quotes(settings_.url) + " was made anew: " + fetched.rebuilt,
         .hint = "Nothing is to be done."});
}

Result<CommitId> GitMirror::pull(std::stop_token stop) {
  notes_.clear();
  const auto objects = clone_.objects();
  auto fetched = fetch_apart(
      {.settings = settings_, .parent = getpid(), .damaged = objects && objects->damaged()}, stop);
  if (!fetched) return std::move(fetched).error();
  if (auto opened = open(fetched->clone); !opened) return std::move(opened).error();
  note(*fetched);
  return CommitId{fetched->commit};
}

/// Whoever keeps a later state does it in one piece, so it is read without holding the folder.
std::optional<CommitId> GitMirror::brought() {
  const auto state = MirrorFolder::look(settings_.folder);
  const bool same = state && state->url == settings_.url && state->ref == settings_.ref;
  if (!same || state->clone.empty() || !open(state->clone)) return std::nullopt;
  return CommitId{state->commit};
}

Result<Done> GitMirror::remember(const std::map<std::string, CommitId>& commits) {
  Remembered remembered{.url = settings_.url, .ref = settings_.ref};
  for (const auto& [name, commit] : commits) remembered.commits.emplace(name, commit.id);
  return write_remembered(settings_.folder, remembered);
}

std::map<std::string, CommitId> GitMirror::remembered() {
  std::map<std::string, CommitId> commits;
  const Remembered remembered = read_remembered(settings_.folder);
  if (remembered.url != settings_.url || remembered.ref != settings_.ref) return commits;
  for (const auto& [name, id] : remembered.commits) commits.emplace(name, CommitId{id});
  return commits;
}

std::string clone_name(const std::string& url) {
  return hex(stable_hash(url));
}

Result<std::unique_ptr<ValuesSource>> open_mirror(MirrorSettings settings) {
  if (auto checked = checked_source(settings); !checked) return std::move(checked).error();
  return std::unique_ptr<ValuesSource>(std::make_unique<GitMirror>(std::move(settings)));
}

}  // namespace pgberth
