#include "reconciler/desired/opta/opta.h"

#include <algorithm>
#include <map>

namespace pgberth::opta {
namespace {

/// Whether the file says what the two kinds of Opta files say: modules, and either the environments
/// that they are for or the providers and the organisation.
bool looks_alike(const YamlOutline& file) {
  const auto has = [&](std::string_view key) {
    return std::ranges::find(file.keys, key) != file.keys.end();
  };
  return has("name") && has("modules") &&
         (has("environments") || (has("providers") && has("org_name")));
}

}  // namespace

std::vector<FoundFolder> folders(const std::vector<YamlOutline>& files) {
  std::map<std::string, std::vector<std::string>> by_folder;
  for (const YamlOutline& file : files)
    if (looks_alike(file))
      by_folder[file.path.substr(0, file.path.rfind('/') + 1)].push_back(file.path);
  std::vector<FoundFolder> found;
  for (auto& [folder, paths] : by_folder) {
    const std::string inside = folder.empty() ? "" : folder.substr(0, folder.size() - 1);
    const std::string name = inside.substr(inside.rfind('/') + 1);
    FoundFolder one{
        .settings = {.name = EnvironmentName{name.empty() ? "opta" : name}, .dialect = "opta"},
        .at = {.file = paths.front()}};
    if (paths.size() > 1)
      one.assumed.emplace_back("the Opta files of one folder are taken for one environment");
    one.settings.files = std::move(paths);
    found.push_back(std::move(one));
  }
  return found;
}

}  // namespace pgberth::opta
