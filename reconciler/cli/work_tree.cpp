#include "reconciler/cli/work_tree.h"

#include <filesystem>
#include <system_error>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

fs::path absolute(const std::string& path) {
  std::error_code failed;
  const fs::path whole = fs::absolute(path, failed);
  return (failed ? fs::path(path) : whole).lexically_normal();
}

fs::path canonical(const std::string& path) {
  std::error_code failed;
  const fs::path whole = fs::weakly_canonical(absolute(path), failed);
  return failed ? absolute(path) : whole;
}

std::optional<std::string> below(const fs::path& path, const fs::path& folder) {
  const fs::path way = path.lexically_relative(folder);
  if (way.empty() || *way.begin() == ".." || way == ".") return std::nullopt;
  return way.string();
}

}  // namespace

std::string work_tree_of(const std::string& folder) {
  for (fs::path here = canonical(folder.empty() ? "." : folder);; here = here.parent_path()) {
    std::error_code failed;
    if (fs::exists(here / ".git", failed)) return here.string();
    if (here == here.root_path() || here.empty()) break;
  }
  return folder.empty() ? "." : folder;
}

std::optional<std::string> path_in_work_tree(const std::string& path,
                                             const std::string& work_tree) {
  if (auto named = below(absolute(path), absolute(work_tree))) return named;
  return below(canonical(path), canonical(work_tree));
}

}  // namespace pgberth
