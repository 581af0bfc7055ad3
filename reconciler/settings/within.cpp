#include "reconciler/settings/within.h"

#include <utility>

namespace pgberth {
namespace {

/// `error` about the file as it is called outside.
Error named(Error error, const std::string& path) {
  error.where.file = path;
  return error;
}

}  // namespace

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

}  // namespace pgberth
