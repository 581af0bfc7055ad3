#include "reconciler/adapters/git/git_repository.h"

#include "reconciler/adapters/git/git_objects.h"
#include "reconciler/adapters/git/git_tree.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

Error unknown(git_repository* repository, const std::string& revision) {
  const bool shallow = git_repository_is_shallow(repository) == 1;
  return {.code = Code::RevisionUnknown,
          .what = "the repository has no commit \"" + revision + "\"",
          .hint = shallow
                      ? "Correct the name, or fetch the whole history: \"git fetch --unshallow\", "
                        "or \"fetch-depth: 0\" of actions/checkout."
                      : "Correct the name; a branch that was never fetched is not there."};
}

Error no_commit(const std::string& revision) {
  return {.code = Code::RevisionUnknown,
          .what = "\"" + revision + "\" is no commit",
          .hint = "Name a branch, a tag or a commit."};
}

/// Where a branch or tag leads; absent: there is none of that name.
std::optional<git_oid> named(git_repository* repository, const std::string& revision) {
  git_reference* found = nullptr;
  if (git_reference_dwim(&found, repository, revision.c_str()) != 0) return std::nullopt;
  const ReferenceHandle reference(found);
  git_reference* direct = nullptr;
  if (git_reference_resolve(&direct, found) != 0) return std::nullopt;
  const ReferenceHandle resolved(direct);
  return *git_reference_target(direct);
}

bool is_whole_id(const std::string& revision) {
  return revision.size() == 40 &&
         revision.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
}

/// Whether branches, tags and branches of remotes have the name for different commits.
bool ambiguous(git_repository* repository, const std::string& revision) {
  std::set<std::string> targets;
  for (const char* const space : {"refs/tags/", "refs/heads/", "refs/remotes/"}) {
    git_oid id;
    if (git_reference_name_to_id(&id, repository, (space + revision).c_str()) == 0)
      targets.insert(hex(id));
  }
  return targets.size() > 1;
}

Error not_resolved(git_repository* repository, const std::string& revision, int failed) {
  if (failed == GIT_EAMBIGUOUS)
    return {.code = Code::RevisionUnknown,
            .what = "\"" + revision + "\" is the beginning of several commits' ids",
            .hint = "Write more of it."};
  if (failed == GIT_ENOTFOUND || failed == GIT_EINVALIDSPEC) return unknown(repository, revision);
  return {.code = Code::RepositoryBroken,
          .what = "the commit \"" + revision + "\" cannot be read: " + git_message(),
          .hint = "Look at the repository with \"git fsck\"."};
}

/// The commit's own id, parsed.
Result<git_oid> parsed(git_repository* repository, const CommitId& commit) {
  git_oid id;
  if (commit.id.size() != 40 || git_oid_fromstr(&id, commit.id.c_str()) != 0)
    return unknown(repository, commit.id);
  return id;
}

Result<CommitHandle> looked_up(git_repository* repository, const CommitId& commit) {
  auto id = parsed(repository, commit);
  if (!id) return std::move(id).error();
  git_commit* found = nullptr;
  const int failed = git_commit_lookup(&found, repository, &*id);
  if (failed == GIT_ENOTFOUND) return unknown(repository, commit.id);
  if (failed != 0) return broken_object(*id, "cannot be read: " + git_message());
  return CommitHandle(found);
}

Error no_common(git_repository* repository, const CommitId& one, const CommitId& other) {
  const bool shallow = git_repository_is_shallow(repository) == 1;
  return {
      .code = Code::NoCommonCommit,
      .what = one.id + " and " + other.id + " have no commit in common" +
              (shallow ? " in this shallow repository" : ""),
      .hint = shallow
                  ? "Fetch the whole history: \"git fetch --unshallow\", or \"fetch-depth: 0\" of "
                    "actions/checkout."
                  : "Name two commits of one history."};
}

}  // namespace

GitRepository::GitRepository(std::shared_ptr<GitObjects> objects) : objects_(std::move(objects)) {}

Result<CommitId> GitRepository::commit(const std::string& revision) {
  const std::lock_guard lock(objects_->busy);
  git_repository* repository = objects_->repository();
  if (revision.empty() || revision.find('\0') != std::string::npos)
    return unknown(repository, revision);
  git_object* found = nullptr;
  if (ambiguous(repository, revision))
    return Error{
        .code = Code::RevisionUnknown,
        .what = "\"" + revision + "\" is the name of several: a branch, a tag or a remote's",
        .hint = "Write it as refs/heads/NAME, refs/remotes/NAME or refs/tags/NAME."};
  // Names first, and by ourselves: then it is known which object a branch has lost.
  const auto target = is_whole_id(revision) ? std::nullopt : named(repository, revision);
  if (target && git_object_lookup(&found, repository, &*target, GIT_OBJECT_ANY) != 0)
    return broken_object(*target, "is missing or damaged: " + git_message());
  if (const int failed = target ? 0 : git_revparse_single(&found, repository, revision.c_str()))
    return not_resolved(repository, revision, failed);
  const ObjectHandle object(found);
  git_object* peeled = nullptr;
  const int failed = git_object_peel(&peeled, found, GIT_OBJECT_COMMIT);
  if (failed == GIT_EPEEL || failed == GIT_EINVALIDSPEC) return no_commit(revision);
  if (failed != 0) return not_resolved(repository, revision, GIT_ERROR);
  const ObjectHandle commit(peeled);
  return CommitId{hex(*git_object_id(peeled))};
}

Result<CommitId> GitRepository::merge_base(const CommitId& one, const CommitId& other) {
  const std::lock_guard lock(objects_->busy);
  git_repository* repository = objects_->repository();
  for (const CommitId* each : {&one, &other})
    if (auto known = looked_up(repository, *each); !known) return std::move(known).error();
  auto left = parsed(repository, one);
  auto right = parsed(repository, other);
  git_oid base;
  git_oidarray bases{};
  if (git_merge_bases(&bases, repository, &*left, &*right) == 0) {
    const std::size_t count = bases.count;
    const std::string first = hex(bases.ids[0]);
    git_oidarray_dispose(&bases);
    return CommitId{count == 1 ? first : one.id};
  }
  const int failed = git_merge_base(&base, repository, &*left, &*right);
  const std::string reason = git_message();
  // libgit2 1.5 does not know where a shallow history ends, and misses the commits before.
  if (failed == GIT_ENOTFOUND || git_repository_is_shallow(repository) == 1)
    return no_common(repository, one, other);
  return Error{
      .code = Code::RepositoryBroken,
      .what = "the history of " + one.id + " and " + other.id + " cannot be read: " + reason,
      .hint = "Look at the repository with \"git fsck\"."};
}

Result<std::unique_ptr<Tree>> GitRepository::tree(const CommitId& commit) {
  const std::lock_guard lock(objects_->busy);
  auto found = looked_up(objects_->repository(), commit);
  if (!found) return std::move(found).error();
  return std::unique_ptr<Tree>(
      std::make_unique<GitTree>(objects_, *git_commit_tree_id(found->get())));
}

std::vector<std::string> GitRepository::remote_urls() {
  const std::lock_guard lock(objects_->busy);
  std::vector<std::string> urls;
  // Not git_remote_list(): what libgit2 1.5 matches with it forgets memory.
  git_config* opened = nullptr;
  if (git_repository_config_snapshot(&opened, objects_->repository()) != 0) return urls;
  const GitHandle<git_config, git_config_free> config(opened);
  git_config_iterator* begun = nullptr;
  if (git_config_iterator_new(&begun, opened) != 0) return urls;
  const GitHandle<git_config_iterator, git_config_iterator_free> entries(begun);
  git_config_entry* entry = nullptr;
  while (git_config_next(&entry, begun) == 0) {
    const std::string_view name = entry->name;
    if (name.starts_with("remote.") && name.ends_with(".url")) urls.emplace_back(entry->value);
  }
  std::ranges::sort(urls);
  return urls;
}

bool GitRepository::has_uncommitted() {
  const std::lock_guard lock(objects_->busy);
  git_status_options options{};
  git_status_options_init(&options, GIT_STATUS_OPTIONS_VERSION);
  options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
  // The first one is enough: it ends the look.
  const auto first = [](const char*, unsigned int, void*) { return 1; };
  return git_status_foreach_ext(objects_->repository(), &options, first, nullptr) == 1;
}

Result<std::unique_ptr<Repository>> open_repository(const std::filesystem::path& path) {
  auto objects = GitObjects::open(path, false);
  if (!objects) return std::move(objects).error();
  return std::unique_ptr<Repository>(std::make_unique<GitRepository>(*std::move(objects)));
}

}  // namespace pgberth
