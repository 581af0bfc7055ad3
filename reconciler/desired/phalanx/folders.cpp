#include "reconciler/desired/phalanx/phalanx.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace pgberth::phalanx {
namespace {

constexpr std::array<std::string_view, 2> kFolders{"environments/", "science-platform/"};
constexpr std::array<std::string_view, 2> kPostgresFolders{"applications/postgres/",
                                                           "services/postgres/"};
constexpr std::string_view kBegin = "values-";
constexpr std::string_view kEnd = ".yaml";

struct Named {
  std::string root;  ///< "" or with a slash at its end.
  std::string name;
};

/// What "root/environments/values-NAME.yaml" names.
std::optional<Named> named_by(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return std::nullopt;
  const std::string folder = path.substr(0, slash + 1);
  const std::string file = path.substr(slash + 1);
  if (!file.starts_with(kBegin) || !file.ends_with(kEnd) ||
      file.size() <= kBegin.size() + kEnd.size())
    return std::nullopt;
  for (const std::string_view last : kFolders)
    if (folder == last || folder.ends_with("/" + std::string(last)))
      return Named{.root = folder.substr(0, folder.size() - last.size()),
                   .name = file.substr(kBegin.size(), file.size() - kBegin.size() - kEnd.size())};
  return std::nullopt;
}

bool says_its_name(const YamlOutline& file) {
  return std::ranges::any_of(
      file.keys, [](const std::string& key) { return key == "name" || key == "environment"; });
}

}  // namespace

std::vector<FoundFolder> folders(const std::vector<YamlOutline>& files) {
  std::set<std::string> roots;  // Those with a Postgres of their own.
  for (const YamlOutline& file : files)
    for (const std::string_view folder : kPostgresFolders) {
      const std::size_t at = file.path.find(folder);
      if (at == 0 || (at != std::string::npos && file.path[at - 1] == '/'))
        roots.insert(file.path.substr(0, at));
    }
  std::vector<FoundFolder> found;
  for (const YamlOutline& file : files) {
    const auto named = named_by(file.path);
    if (!named || !roots.contains(named->root) || !says_its_name(file)) continue;
    FoundFolder one{
        .settings = {.name = EnvironmentName{named->name}, .dialect = "phalanx"},
        .at = {.file = file.path},
        .cluster = named->name,
    };
    if (!named->root.empty()) one.settings.folder = named->root.substr(0, named->root.size() - 1);
    found.push_back(std::move(one));
  }
  return found;
}

}  // namespace pgberth::phalanx
