#include "reconciler/adapters/git/git_objects.h"

#include "reconciler/adapters/git/loose_objects.h"

#include <utility>

namespace pgberth {
namespace {

Error not_opened(const std::string& path, int failed) {
  if (failed == GIT_ENOTFOUND)
    return {.code = Code::RepositoryBroken,
            .what = "\"" + path + "\" is no git repository",
            .hint = "Name the folder of a repository, with or without a work tree."};
  return {.code = Code::RepositoryBroken,
          .what = "the repository \"" + path + "\" cannot be opened: " + git_message(),
          .hint = "Look at it with \"git fsck\"."};
}

}  // namespace

std::string git_message() {
  const git_error* error = git_error_last();
  return error == nullptr || error->message == nullptr ? "no reason given" : error->message;
}

std::string hex(const git_oid& id) {
  return git_oid_tostr_s(&id);
}

Error broken_object(const git_oid& id, const std::string& why) {
  return {.code = Code::RepositoryBroken,
          .what = "the repository's object " + hex(id) + " " + why,
          .hint = "Look at it with \"git fsck\"; a fresh clone has it again."};
}

Error GitObjects::not_read(const git_oid& id, int failed) const {
  damaged_ = true;
  return failed == GIT_ENOTFOUND ? broken_object(id, "is missing")
                                 : broken_object(id, "cannot be read: " + git_message());
}

Result<std::shared_ptr<GitObjects>> GitObjects::open(const std::filesystem::path& path,
                                                     bool exactly) {
  git_repository* opened = nullptr;
  const unsigned flags = exactly ? static_cast<unsigned>(GIT_REPOSITORY_OPEN_NO_SEARCH) : 0u;
  if (const int failed = git_repository_open_ext(&opened, path.c_str(), flags, nullptr))
    return not_opened(path.string(), failed);
  RepositoryHandle repository(opened);
  git_odb* odb = nullptr;
  if (const int failed = git_repository_odb(&odb, opened)) return not_opened(path.string(), failed);
  OdbHandle objects(odb);
  const std::filesystem::path common = git_repository_commondir(opened);
  if (const int failed = add_loose_reader(odb, common / "objects"))
    return not_opened(path.string(), failed);
  return std::shared_ptr<GitObjects>(new GitObjects(std::move(repository), std::move(objects)));
}

Result<GitObjects::Header> GitObjects::header(const git_oid& id) const {
  Header found{.size = 0, .type = GIT_OBJECT_INVALID};
  if (const int failed = git_odb_read_header(&found.size, &found.type, odb_.get(), &id))
    return not_read(id, failed);
  return found;
}

Result<std::string> GitObjects::blob(const git_oid& id) const {
  git_odb_object* read = nullptr;
  if (const int failed = git_odb_read(&read, odb_.get(), &id)) return not_read(id, failed);
  const OdbObjectHandle object(read);
  return std::string(static_cast<const char*>(git_odb_object_data(read)),
                     git_odb_object_size(read));
}

Result<TreeHandle> GitObjects::tree(const git_oid& id) const {
  auto known = header(id);
  if (!known) return std::move(known).error();
  if (known->type != GIT_OBJECT_TREE) return broken_object(id, "should be a folder and is not");
  if (known->size > kLargestTree)
    return Error{.code = Code::TreeTooLarge,
                 .what = "a folder has a list of " + std::to_string(known->size) +
                         " bytes, more than " + std::to_string(kLargestTree),
                 .hint = "Keep values apart from folders of that many files."};
  git_tree* found = nullptr;
  if (const int failed = git_tree_lookup(&found, repository_.get(), &id))
    return not_read(id, failed);
  return TreeHandle(found);
}

}  // namespace pgberth
