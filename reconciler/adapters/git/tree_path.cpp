#include "reconciler/adapters/git/tree_path.h"

#include "reconciler/adapters/git/git_tree.h"

#include <string_view>
#include <utility>

namespace pgberth {

Error path_error(Code code, const std::string& path, const std::string& what,
                 const std::string& hint) {
  return {.code = code, .what = "\"" + path + "\" " + what, .where = {.file = path}, .hint = hint};
}

Result<std::vector<std::string>> parts_of(const std::string& path) {
  const std::string hint = "Name the path from the root of the repository.";
  if (path.find('\0') != std::string::npos)
    return path_error(Code::FileUnreadable, path, "has a NUL byte in its name", hint);
  if (path.starts_with('/'))
    return path_error(Code::FileUnreadable, path, "is an absolute path", hint);
  std::vector<std::string> parts;
  std::string_view rest = path;
  while (!rest.empty()) {
    const auto end = rest.find('/');
    const std::string_view part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (part == "..") return path_error(Code::FileUnreadable, path, "has a \"..\" in it", hint);
    if (part.empty())
      return path_error(Code::FileUnreadable, path, "has an empty name in it", hint);
    if (part != ".") parts.emplace_back(part);
  }
  if (parts.size() > GitTree::kDeepest)
    return path_error(Code::TreeTooLarge, path,
                      "is below more than " + std::to_string(GitTree::kDeepest) + " folders", hint);
  return parts;
}

std::string path_of(const std::vector<std::string>& parts) {
  std::string path;
  for (const std::string& part : parts) {
    if (!path.empty()) path += '/';
    path += part;
  }
  return path;
}

}  // namespace pgberth
