#include "reconciler/adapters/git/git_tree.h"

#include "reconciler/adapters/git/tree_path.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

constexpr std::string_view kPointerStart = "version https://git-lfs.github.com/spec/";
constexpr std::size_t kLargestPointer = 1024;

bool is_pointer(std::string_view text) {
  return text.size() <= kLargestPointer && text.starts_with(kPointerStart);
}

bool is_file(git_filemode_t mode) {
  return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

Error missing(const std::string& path) {
  return path_error(Code::FileMissing, path, "is not there",
                    "Check the path; it starts at the root of the repository.");
}

/// `at` is what is no regular file: `path` itself or a name before it.
Error no_file(const std::string& path, const std::string& at, const std::string& what) {
  Error error = path_error(Code::NoRegularFile, at, "is " + what,
                           "Put the file itself there; nothing outside the commit is followed.");
  error.where.file = path;
  return error;
}

Error no_file(const std::string& path, const std::string& at, git_filemode_t mode) {
  return no_file(path, at,
                 mode == GIT_FILEMODE_LINK     ? "a symlink"
                 : mode == GIT_FILEMODE_COMMIT ? "a submodule, another repository's commit"
                                               : "neither a file nor a folder");
}

constexpr const char* kPointer = "a pointer of Git LFS, whose file is kept elsewhere";

constexpr std::size_t kLongestLink = 4096;

Result<std::vector<std::string>> paths_of(Result<std::vector<TreeListing::Entry>> entries) {
  if (!entries) return std::move(entries).error();
  std::vector<std::string> paths;
  paths.reserve(entries->size());
  for (TreeListing::Entry& one : *entries) paths.push_back(std::move(one.path));
  return paths;
}

Error about(Error error, const std::string& path) {
  error.where.file = path;
  return error;
}

/// What stands where a folder should be, on the way to `path`.
Error no_folder(const GitObjects& objects, const git_tree_entry* entry, const std::string& path,
                const std::string& at) {
  const git_filemode_t mode = git_tree_entry_filemode(entry);
  if (!is_file(mode)) return no_file(path, at, mode);
  const git_oid& id = *git_tree_entry_id(entry);
  const auto header = objects.header(id);
  if (!header) return about(header.error(), path);
  if (header->size > kLargestPointer) return missing(path);
  const auto text = objects.blob(id);
  if (!text) return about(text.error(), path);
  return is_pointer(*text) ? no_file(path, at, kPointer) : missing(path);
}

}  // namespace

Result<GitTree::Found> GitTree::find(const std::vector<std::string>& parts,
                                     const std::string& path) const {
  Found at{.id = root_, .mode = GIT_FILEMODE_TREE};
  std::vector<std::string> walked;
  for (const std::string& part : parts) {
    auto folder = objects_->tree(at.id);
    if (!folder) return about(std::move(folder).error(), path);
    const git_tree_entry* entry = git_tree_entry_byname(folder->get(), part.c_str());
    if (entry == nullptr) return missing(path);
    walked.push_back(part);
    at = {.id = *git_tree_entry_id(entry), .mode = git_tree_entry_filemode(entry)};
    if (walked.size() < parts.size() && at.mode != GIT_FILEMODE_TREE)
      return no_folder(*objects_, entry, path, path_of(walked));
  }
  return at;
}

Result<std::string> GitTree::read(const std::string& path, std::size_t limit) {
  const std::lock_guard lock(objects_->busy);
  auto parts = parts_of(path);
  if (!parts) return std::move(parts).error();
  auto found = find(*parts, path);
  if (!found) return std::move(found).error();
  if (found->mode == GIT_FILEMODE_TREE)
    return path_error(Code::FileUnreadable, path, "is a directory", "Name a regular file.");
  if (!is_file(found->mode)) return no_file(path, path_of(*parts), found->mode);

  auto header = objects_->header(found->id);
  if (!header) return about(std::move(header).error(), path);
  if (header->type != GIT_OBJECT_BLOB)
    return about(broken_object(found->id, "should be a file and is not"), path);
  if (header->size > limit)
    return path_error(Code::FileTooLarge, path, "has more than " + std::to_string(limit) + " bytes",
                      "Values files are small; is this the right file?");
  auto text = objects_->blob(found->id);
  if (!text) return about(std::move(text).error(), path);
  if (is_pointer(*text)) return no_file(path, path_of(*parts), kPointer);
  return text;
}

Result<std::vector<TreeListing::Entry>> GitTree::list(const std::string& folder,
                                                      TreeListing::Of of) const {
  auto parts = parts_of(folder);
  if (!parts) return std::move(parts).error();
  auto found = find(*parts, folder);
  if (!found) return std::move(found).error();
  if (is_file(found->mode))
    return path_error(Code::FileUnreadable, folder, "is no folder", "Name a folder.");
  const std::string path = path_of(*parts);
  if (found->mode != GIT_FILEMODE_TREE) return no_file(folder, path, found->mode);
  return TreeListing(*objects_, folder, of).gather(found->id, path.empty() ? "" : path + "/");
}

Result<std::vector<std::string>> GitTree::files(const std::string& folder) {
  const std::lock_guard lock(objects_->busy);
  return paths_of(list(folder, TreeListing::Of::Files));
}

Result<std::vector<std::string>> GitTree::hidden_files(const std::string& folder) {
  const std::lock_guard lock(objects_->busy);
  return paths_of(list(folder, TreeListing::Of::HiddenFiles));
}

/// Whether the symlink leads to a folder of the commit whose files are not listed with `folder`.
bool GitTree::leads_out_of(const std::string& folder, const TreeListing::Entry& link) const {
  const auto header = objects_->header(link.id);
  if (!header || header->size > kLongestLink) return false;
  const auto text = objects_->blob(link.id);
  if (!text) return false;
  const auto target = (std::filesystem::path(link.path).parent_path() / *text).lexically_normal();
  const auto parts = parts_of(target.string());
  if (!parts) return false;
  const auto found = find(*parts, link.path);
  if (!found || is_file(found->mode)) return false;
  const auto above = parts_of(folder);
  const bool listed = above && above->size() <= parts->size() &&
                      std::equal(above->begin(), above->end(), parts->begin());
  return !(listed && found->mode == GIT_FILEMODE_TREE);
}

Result<std::vector<Error>> GitTree::not_followed(const std::string& folder) {
  const std::lock_guard lock(objects_->busy);
  auto links = list(folder, TreeListing::Of::Links);
  if (!links) return std::move(links).error();
  std::vector<Error> errors;
  for (const TreeListing::Entry& one : *links) {
    if (one.mode != GIT_FILEMODE_COMMIT && !leads_out_of(folder, one)) continue;
    if (errors.size() == kMostNotFollowed)
      return path_error(Code::TreeTooLarge, folder,
                        "has more than " + std::to_string(kMostNotFollowed) +
                            " submodules and symlinks to folders",
                        "Name the folder that the values are in.");
    errors.push_back(no_file(one.path, one.path, one.mode));
  }
  return errors;
}

std::string GitTree::identity(const std::string& path) {
  const std::lock_guard lock(objects_->busy);
  const auto parts = parts_of(path);
  if (!parts) return {};
  const auto found = find(*parts, path);
  if (!found) return {};
  if (found->mode == GIT_FILEMODE_TREE || is_file(found->mode)) return hex(found->id);
  std::array<char, 16> mode{};
  std::snprintf(mode.data(), mode.size(), "%06o ", static_cast<unsigned>(found->mode));
  return mode.data() + hex(found->id);
}

}  // namespace pgberth
