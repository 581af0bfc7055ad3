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

Result<std::vector<std::string>> Beneath::files(const std::string& folder) {
  auto paths = outside_.files(above(folder));
  if (!paths || folder_.empty()) return paths;
  for (std::string& path : *paths) path.erase(0, folder_.size() + 1);
  return paths;
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

Result<std::vector<std::string>> Within::files(const std::string& folder) {
  const auto name = below(folder);
  if (!name) return name.error();
  auto paths = inside_->files(*name);
  if (!paths) return named(std::move(paths).error(), folder);
  if (folder_.empty()) return paths;
  for (std::string& path : *paths) path.insert(0, folder_.ends_with('/') ? folder_ : folder_ + "/");
  return paths;
}

std::optional<std::string> path_in_tree(const std::string& path) {
  std::string normal = std::filesystem::path(path).lexically_normal().string();
  while (normal.ends_with('/') && normal.size() > 1) normal.pop_back();
  if (normal == ".") return std::string();
  if (normal == ".." || normal.starts_with("../") || normal.starts_with('/')) return std::nullopt;
  return normal;
}

}  // namespace pgberth
