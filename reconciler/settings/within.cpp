#include "reconciler/settings/within.h"

#include <filesystem>
#include <utility>

namespace pgberth {
namespace {

/// `error` about the file as it is called outside.
Error named(Error error, const std::string& path) {
  error.where.file = path;
  return error;
}

}  // namespace

std::string Beneath::above(const std::string& path) const {
  if (folder_.empty()) return path;
  return path.empty() ? folder_ : folder_ + "/" + path;
}

Result<std::string> Beneath::read(const std::string& path, std::size_t limit) {
  return outside_.read(above(path), limit);
}

Result<std::vector<std::string>> Beneath::below(Result<std::vector<std::string>> paths) const {
  if (!paths || folder_.empty()) return paths;
  for (std::string& path : *paths) path.erase(0, folder_.size() + 1);
  return paths;
}

Result<std::vector<std::string>> Beneath::files(const std::string& folder) {
  return below(outside_.files(above(folder)));
}

Result<std::vector<std::string>> Beneath::hidden_files(const std::string& folder) {
  return below(outside_.hidden_files(above(folder)));
}

Result<std::vector<Error>> Beneath::not_followed(const std::string& folder) {
  auto errors = outside_.not_followed(above(folder));
  if (!errors || folder_.empty()) return errors;
  for (Error& error : *errors) error.where.file = error.where.file->substr(folder_.size() + 1);
  return errors;
}

std::string Beneath::identity(const std::string& path) {
  return outside_.identity(above(path));
}

Result<std::string> Within::below(const std::string& path) const {
  if (folder_.empty()) return path;
  if (path == folder_ || path == folder_ + "/") return std::string();
  const std::string prefix = folder_.ends_with('/') ? folder_ : folder_ + "/";
  if (path.starts_with(prefix)) return path.substr(prefix.size());
  return Error{.code = Code::FileUnreadable,
               .what = "\"" + path + "\" is not below \"" + folder_ + "\"",
               .where = {.file = path},
               .hint = "Name a file in the environment's folder."};
}

Result<std::string> Within::read(const std::string& path, std::size_t limit) {
  const auto name = below(path);
  if (!name) return name.error();
  auto text = inside_->read(*name, limit);
  if (!text) return named(std::move(text).error(), path);
  return text;
}

std::string Within::above(const std::string& name) const {
  if (folder_.empty()) return name;
  return (folder_.ends_with('/') ? folder_ : folder_ + "/") + name;
}

Result<std::vector<std::string>> Within::above(Result<std::vector<std::string>> names,
                                               const std::string& folder) const {
  if (!names) return named(std::move(names).error(), folder);
  for (std::string& name : *names) name = above(name);
  return names;
}

Result<std::vector<std::string>> Within::files(const std::string& folder) {
  const auto name = below(folder);
  return name ? above(inside_->files(*name), folder) : name.error();
}

Result<std::vector<std::string>> Within::hidden_files(const std::string& folder) {
  const auto name = below(folder);
  return name ? above(inside_->hidden_files(*name), folder) : name.error();
}

Result<std::vector<Error>> Within::not_followed(const std::string& folder) {
  const auto name = below(folder);
  if (!name) return name.error();
  auto errors = inside_->not_followed(*name);
  if (!errors) return named(std::move(errors).error(), folder);
  for (Error& error : *errors) error.where.file = above(*error.where.file);
  return errors;
}

std::optional<std::string> path_in_tree(const std::string& path) {
  std::string normal = std::filesystem::path(path).lexically_normal().string();
  while (normal.ends_with('/') && normal.size() > 1) normal.pop_back();
  if (normal == ".") return std::string();
  if (normal == ".." || normal.starts_with("../") || normal.starts_with('/')) return std::nullopt;
  return normal;
}

}  // namespace pgberth
