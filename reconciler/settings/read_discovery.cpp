#include "reconciler/settings/read_discovery.h"

#include <algorithm>
#include <string_view>

namespace pgberth {
namespace {

bool is_local(std::string_view url) {
  return url.find(':') == std::string_view::npos || url.starts_with("file:");
}

FolderPattern read_pattern(Section& section) {
  FolderPattern folder{.pattern = section.needed("pattern"), .dialect = section.text("dialect")};
  const auto known = dialects();
  if (!folder.dialect.empty() && std::ranges::find(known, folder.dialect) == known.end())
    section.refuse("dialect", "is \"" + folder.dialect + "\", which is not known");
  section.finish();
  return folder;
}

}  // namespace

DiscoveryOptions read_discovery(Section section, const std::optional<SourceSettings>& source) {
  DiscoveryOptions options{.repository_urls = section.texts("urls")};
  if (source && !is_local(source->url)) options.repository_urls.push_back(source->url);
  for (Section& folder : section.sections("folders"))
    options.folders.push_back(read_pattern(folder));
  options.usual_folders = section.flag("usualFolders", options.usual_folders);
  section.finish();
  return options;
}

}  // namespace pgberth
